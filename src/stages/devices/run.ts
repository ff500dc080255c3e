import { fetchCuda, nugetRegistration } from '../../runtime/cuda/fetchCuda';
import { pickDevice } from '../../runtime/devices/chooseDevice';
import { type DeviceReport, describeDevices } from '../../runtime/devices/deviceReport';
import type { JobContext } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';

export interface DevicesOptions {
  /** Download ONNX Runtime's CUDA library first. */
  readonly fetchCuda?: boolean;
  /** The registry to download from; NuGet's own when absent. */
  readonly cudaSource?: string;
}

export interface DevicesSummary {
  readonly devices: readonly DeviceRow[];
  /** The device that `auto` chooses. */
  readonly auto: string;
  /** Why `auto` chooses the processor; empty when it chooses a GPU. */
  readonly autoReason: string;
}

/** Memory is in GiB, and null where the system does not report it. */
export interface DeviceRow {
  readonly device: string;
  readonly works: boolean;
  readonly memoryGib: number | null;
  readonly freeGib: number | null;
  readonly name: string;
  readonly reason: string;
}

/** Lists the devices of this machine, and says which one `auto` chooses and why. @throws UserError */
export async function devices(options: DevicesOptions, job: JobContext): Promise<DevicesSummary> {
  if (options.fetchCuda) {
    const folder = await fetchCuda(job, options.cudaSource ?? nugetRegistration);
    job.emit({ type: 'log', level: 'info', message: t('The CUDA library is in {0}.', folder) });
  }
  const reports = await describeDevices();
  const { report, fallback } = pickDevice('auto', reports);
  return { devices: reports.map(buildDeviceRow), auto: report.device, autoReason: fallback ?? '' };
}

function buildDeviceRow({ device, works, memoryBytes, freeBytes, name, reason }: DeviceReport): DeviceRow {
  return { device, works, memoryGib: toGiB(memoryBytes), freeGib: toGiB(freeBytes), name, reason: reason ?? '' };
}

function toGiB(bytes: number | undefined): number | null {
  return bytes === undefined ? null : Number((bytes / 2 ** 30).toFixed(1));
}
