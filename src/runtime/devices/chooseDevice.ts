import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import type { Device } from '../session';
import { type DeviceReport, describeDevices, reportProcessor } from './deviceReport';

export interface DeviceChoice {
  readonly report: DeviceReport;
  /** That `auto` found nothing faster than the processor, and why; to be said loudly. */
  readonly fallback?: string;
}

/**
 * The device to train on. For `cpu` nothing else is looked at.
 * @throws UserError when a device was named that does not work here.
 */
export async function chooseDevice(wanted: 'auto' | Device): Promise<DeviceChoice> {
  if (wanted === 'cpu') return { report: reportProcessor() };
  return pickDevice(wanted, await describeDevices());
}

/** As {@link chooseDevice}, from reports that stand in the order of preference. */
export function pickDevice(wanted: 'auto' | Device, reports: readonly DeviceReport[]): DeviceChoice {
  if (wanted !== 'auto') return { report: requireDevice(wanted, reports) };
  const report = reports.find(({ works, reason }) => works && reason === undefined)!;
  if (report.device !== 'cpu') return { report };
  const others = reports.filter(({ device }) => device !== 'cpu' && canRunHere(device));
  const reasons = others.map(({ device, reason }) => `${device}: ${reason}`).join(' ');
  return { report, fallback: t('No GPU is available: computing on the CPU, many times slower. {0}', reasons) };
}

/** What cannot be on this system is no reason. */
function canRunHere(device: Device): boolean {
  if (device === 'directml') return process.platform === 'win32';
  return device !== 'coreml' || process.platform === 'darwin';
}

function requireDevice(wanted: Device, reports: readonly DeviceReport[]): DeviceReport {
  const report = reports.find(({ device }) => device === wanted)!;
  if (report.works) return report;
  throw new UserError(
    t(
      'The device {0} cannot be used here: {1} Choose another under [runtime] in train.ini, or auto.',
      wanted,
      report.reason ?? '',
    ),
  );
}
