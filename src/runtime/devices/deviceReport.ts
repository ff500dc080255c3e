import { t } from '../../shared/l10n';
import { findCudaLibrary } from '../cuda/runtimeFolder';
import type { Device } from '../session';
import { findGraphicsCards, type GraphicsCard } from './graphicsCards';
import { probeDevice } from './probe';
import { describeProcessor } from './processor';

/** Facts about a device that are known before anything runs on it. */
export interface DeviceReport {
  readonly device: Device;
  /** Name of the hardware; empty if it is not known. */
  readonly name: string;
  /** Its memory in total and free now, if the system tells. */
  readonly memoryBytes?: number | undefined;
  readonly freeBytes?: number | undefined;
  readonly works: boolean;
  /** Why it does not work, or why `auto` skips it although it works. */
  readonly reason?: string | undefined;
}

type Finding = Pick<DeviceReport, 'works' | 'reason'>;

/**
 * Returns a report on every device, the ones that `auto` prefers first. Devices that this system can have are tested.
 */
export async function describeDevices(): Promise<readonly DeviceReport[]> {
  const cards = await findGraphicsCards();
  const findings = await Promise.all([tryCuda(cards), tryWebgpu(cards), tryDirectml(), tryCoreml()]);
  const [cuda, webgpu, directml, coreml] = findings as [Finding, Finding, Finding, Finding];
  const nvidia = describeHardware(cards.find(({ vendor }) => vendor === 'NVIDIA'));
  return [
    { device: 'cuda', ...nvidia, ...cuda },
    { device: 'webgpu', ...describeHardware(findLargestCard(cards)), ...webgpu },
    { device: 'directml', name: '', ...directml },
    { device: 'coreml', name: '', ...coreml },
    reportProcessor(),
  ];
}

export function reportProcessor(): DeviceReport {
  const { name, memoryBytes, freeBytes, cores, instructions } = describeProcessor();
  const words = [name, t('{0} threads', cores), ...(instructions ? [instructions] : [])];
  return { device: 'cpu', name: words.join(', '), memoryBytes, freeBytes, works: true };
}

function describeHardware(card: GraphicsCard | undefined): Pick<DeviceReport, 'name' | 'memoryBytes' | 'freeBytes'> {
  if (!card) return { name: '' };
  const { vendor: _maker, ...hardware } = card;
  return hardware;
}

/** Returns the card with the most memory: the one that WebGPU most likely chooses when asked for high performance. */
function findLargestCard(cards: readonly GraphicsCard[]): GraphicsCard | undefined {
  return [...cards].sort((a, b) => (b.memoryBytes ?? 0) - (a.memoryBytes ?? 0))[0];
}

async function tryCuda(cards: readonly GraphicsCard[]): Promise<Finding> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return { works: false, reason: t('ONNX Runtime for Node supports CUDA on Linux x64 only.') };
  if (!cards.some(({ vendor }) => vendor === 'NVIDIA')) return { works: false, reason: t('There is no NVIDIA GPU.') };
  if (findCudaLibrary() === undefined)
    return {
      works: false,
      reason: t('Its library is not installed. Run faceswap devices --fetch-cuda to download it.'),
    };
  return tryDevice('cuda');
}

async function tryWebgpu(cards: readonly GraphicsCard[]): Promise<Finding> {
  const finding = await tryDevice('webgpu');
  if (!finding.works || process.platform !== 'linux' || cards.length > 0) return finding;
  return { works: true, reason: t('This driver has no GPU and computes on the CPU.') };
}

async function tryDirectml(): Promise<Finding> {
  if (process.platform !== 'win32') return { works: false, reason: t('DirectML is available on Windows only.') };
  return tryDevice('directml');
}

async function tryCoreml(): Promise<Finding> {
  if (process.platform !== 'darwin') return { works: false, reason: t('Core ML is available on macOS only.') };
  const finding = await tryDevice('coreml');
  return finding.works
    ? { works: true, reason: t('Not tested for training yet. Choose it explicitly to try it.') }
    : finding;
}

async function tryDevice(device: Device): Promise<Finding> {
  const { works, reason } = await probeDevice(device);
  return works ? { works } : { works, reason };
}
