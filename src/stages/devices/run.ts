import { fetchCuda, nugetRegistration } from '../../runtime/cuda/fetchCuda';
import { pickDevice } from '../../runtime/devices/chooseDevice';
import { type DeviceReport, describeDevices } from '../../runtime/devices/deviceReport';
import type { JobContext } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';

export interface DevicesOptions {
  /** Download ONNX Runtime's CUDA library first. */
  readonly fetchCuda?: boolean;
  /** Where from; NuGet's own registry when absent. */
  readonly cudaSource?: string;
}

export interface DevicesSummary {
  readonly devices: readonly DeviceRow[];
  /** What `auto` takes. */
  readonly auto: string;
  /** Why that is only the processor; empty otherwise. */
  readonly autoReason: string;
}

/** Memory is in GiB, null where the system does not tell. */
export interface DeviceRow {
  readonly device: string;
  readonly works: boolean;
  readonly memoryGib: number | null;
  readonly freeGib: number | null;
  readonly name: string;
  readonly reason: string;
}

/** Lists what can compute on this machine, with what `auto` would take and why not the others. @throws UserError */
export async function devices(options: DevicesOptions, job: JobContext): Promise<DevicesSummary> {
  if (options.fetchCuda) {
    const folder = await fetchCuda(job, options.cudaSource ?? nugetRegistration);
    job.emit({ type: 'log', level: 'info', message: t('The CUDA library is in {0}.', folder) });
  }
  const reports = await describeDevices();
  const { report, fallback } = pickDevice('auto', reports);
  return { devices: reports.map(rowOf), auto: report.device, autoReason: fallback ?? '' };
}

function rowOf({ device, works, memoryBytes, freeBytes, name, reason }: DeviceReport): DeviceRow {
  return { device, works, memoryGib: inGiB(memoryBytes), freeGib: inGiB(freeBytes), name, reason: reason ?? '' };
}

function inGiB(bytes: number | undefined): number | null {
  return bytes === undefined ? null : Number((bytes / 2 ** 30).toFixed(1));
}
