import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import type { Device } from '../session';
import { type DeviceReport, describeDevices, reportProcessor } from './deviceReport';

export interface DeviceChoice {
  readonly report: DeviceReport;
  /** A warning that `auto` found nothing faster than the CPU, with the reasons. */
  readonly fallback?: string;
}

/**
 * Chooses the device to train on. For `cpu`, no other device is tested.
 * @throws UserError if the requested device does not work on this machine
 */
export async function chooseDevice(requested: 'auto' | Device): Promise<DeviceChoice> {
  if (requested === 'cpu') return { report: reportProcessor() };
  return pickDevice(requested, await describeDevices());
}

/** Chooses like {@link chooseDevice}, from reports in order of preference. */
export function pickDevice(requested: 'auto' | Device, reports: readonly DeviceReport[]): DeviceChoice {
  if (requested !== 'auto') return { report: requireDevice(requested, reports) };
  const report = reports.find(({ works, reason }) => works && reason === undefined)!;
  if (report.device !== 'cpu') return { report };
  const others = reports.filter(({ device }) => device !== 'cpu' && canRunHere(device));
  const reasons = others.map(({ device, reason }) => `${device}: ${reason}`).join(' ');
  return {
    report,
    fallback: t('No GPU is available, so the CPU is used, which is many times slower. {0}', reasons),
  };
}

/** Returns whether the operating system can have the device. If not, its absence needs no explanation. */
function canRunHere(device: Device): boolean {
  if (device === 'directml') return process.platform === 'win32';
  return device !== 'coreml' || process.platform === 'darwin';
}

function requireDevice(requested: Device, reports: readonly DeviceReport[]): DeviceReport {
  const report = reports.find(({ device }) => device === requested)!;
  if (report.works) return report;
  throw new UserError(
    t(
      'The device {0} cannot be used here: {1} Choose another under [runtime] in train.ini, or auto.',
      requested,
      report.reason ?? '',
    ),
  );
}
