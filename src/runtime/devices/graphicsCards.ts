import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A graphics processor that the system knows of. */
export interface GraphicsCard {
  readonly name: string;
  readonly vendor?: 'NVIDIA' | 'AMD' | 'Intel';
  /** Its own memory, where the system tells. */
  readonly memoryBytes?: number;
  readonly freeBytes?: number;
}

/**
 * The graphics processors of this machine. On Linux the kernel and NVIDIA's tools are asked; elsewhere WebGPU takes what
 * the system gives it, and only its being there is known.
 */
export async function findGraphicsCards(root = '/'): Promise<readonly GraphicsCard[]> {
  if (process.platform !== 'linux') return [];
  const nvidia = (await queryNvidiaSmi()) ?? (await readNvidiaDriverCards(root));
  const others = await readKernelCards(root);
  return [...nvidia, ...others.filter(({ vendor }) => vendor !== 'NVIDIA' || nvidia.length === 0)];
}

async function queryNvidiaSmi(): Promise<readonly GraphicsCard[] | undefined> {
  const query = ['--query-gpu=name,memory.total,memory.free', '--format=csv,noheader,nounits'];
  const answer = await promisify(execFile)('nvidia-smi', query, { timeout: 10_000 }).catch(() => undefined);
  return answer && parseNvidiaSmi(answer.stdout);
}

/** Lines of `name, total MiB, free MiB`; a figure is `[N/A]` where the card shares the machine's memory. */
export function parseNvidiaSmi(text: string): readonly GraphicsCard[] {
  return text.split('\n').flatMap((line): GraphicsCard[] => {
    const [name, total, free] = line.split(',').map((part) => part.trim());
    if (!name || total === undefined) return [];
    const card: GraphicsCard = { name, vendor: 'NVIDIA' };
    const inBytes = (mebibytes: string | undefined) => Number.parseInt(mebibytes ?? '', 10) * 2 ** 20;
    if (!(inBytes(total) > 0)) return [card];
    return [{ ...card, memoryBytes: inBytes(total), ...(inBytes(free) >= 0 ? { freeBytes: inBytes(free) } : {}) }];
  });
}

async function readNvidiaDriverCards(root: string): Promise<readonly GraphicsCard[]> {
  const folder = join(root, 'proc/driver/nvidia/gpus');
  const names = await readdir(folder).catch(() => []);
  const texts = await Promise.all(names.map((name) => readText(join(folder, name, 'information'))));
  return texts.map((text) => ({ name: /^Model:\s*(.+)$/m.exec(text)?.[1]?.trim() ?? 'NVIDIA', vendor: 'NVIDIA' }));
}

/** PCI numbers of the makers. */
const vendors: Readonly<Record<string, GraphicsCard['vendor']>> = {
  '0x10de': 'NVIDIA',
  '0x1002': 'AMD',
  '0x8086': 'Intel',
};

/** The cards that the kernel drives, whoever made them. AMD's driver tells the memory, Intel's chips have none. */
async function readKernelCards(root: string): Promise<readonly GraphicsCard[]> {
  const folder = join(root, 'sys/class/drm');
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^card\d+$/.test(name));
  const cards = names.sort().map(async (name): Promise<GraphicsCard[]> => {
    const fileOf = (file: string) => readText(join(folder, name, 'device', file));
    const vendor = vendors[(await fileOf('vendor')).trim()];
    if (!vendor) return []; // the display of a virtual machine or of a server's console
    const memoryBytes = Number(await fileOf('mem_info_vram_total'));
    const used = Number(await fileOf('mem_info_vram_used'));
    const memory = memoryBytes > 0 ? { memoryBytes, freeBytes: memoryBytes - used } : {};
    return [{ name: `${vendor} ${(await fileOf('device')).trim()}`.trim(), vendor, ...memory }];
  });
  return (await Promise.all(cards)).flat();
}

async function readText(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch(() => '');
}
