import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from '../../files/findProgram';

/** A GPU that the system reports. */
export interface GraphicsCard {
  readonly name: string;
  readonly vendor?: 'NVIDIA' | 'AMD' | 'Intel';
  /** Its own memory, if the system reports it. */
  readonly memoryBytes?: number;
  readonly freeBytes?: number;
}

/**
 * Returns the GPUs of this machine as the kernel and NVIDIA's tools report them on Linux. On other systems the list is
 * empty: WebGPU chooses a GPU there, and only a test shows whether there is one.
 */
export async function findGraphicsCards(root = '/'): Promise<readonly GraphicsCard[]> {
  if (process.platform !== 'linux') return [];
  const nvidia = (await queryNvidiaSmi()) ?? (await readNvidiaDriverCards(root));
  const others = await readKernelCards(root);
  return [...nvidia, ...others.filter(({ vendor }) => vendor !== 'NVIDIA' || nvidia.length === 0)];
}

async function queryNvidiaSmi(): Promise<readonly GraphicsCard[] | undefined> {
  const query = ['--query-gpu=name,memory.total,memory.free', '--format=csv,noheader,nounits'];
  const program = findProgram('nvidia-smi');
  if (program === undefined) return undefined;
  const answer = await promisify(execFile)(program, query, { timeout: 10_000 }).catch(() => undefined);
  return answer && parseNvidiaSmi(answer.stdout);
}

/** Parses lines of `name, total MiB, free MiB`. A number is `[N/A]` if the card shares the memory of the machine. */
export function parseNvidiaSmi(text: string): readonly GraphicsCard[] {
  return text.split('\n').flatMap((line): GraphicsCard[] => {
    const [name, total, free] = line.split(',').map((part) => part.trim());
    if (!name || total === undefined) return [];
    const card: GraphicsCard = { name, vendor: 'NVIDIA' };
    const parseBytes = (mebibytes: string | undefined) => Number.parseInt(mebibytes ?? '', 10) * 2 ** 20;
    if (!(parseBytes(total) > 0)) return [card];
    return [
      { ...card, memoryBytes: parseBytes(total), ...(parseBytes(free) >= 0 ? { freeBytes: parseBytes(free) } : {}) },
    ];
  });
}

async function readNvidiaDriverCards(root: string): Promise<readonly GraphicsCard[]> {
  const folder = join(root, 'proc/driver/nvidia/gpus');
  const names = await readdir(folder).catch(() => []);
  const texts = await Promise.all(names.map((name) => readText(join(folder, name, 'information'))));
  return texts.map((text) => ({ name: /^Model:\s*(.+)$/m.exec(text)?.[1]?.trim() ?? 'NVIDIA', vendor: 'NVIDIA' }));
}

/** PCI vendor ids. */
const vendors: Readonly<Record<string, GraphicsCard['vendor']>> = {
  '0x10de': 'NVIDIA',
  '0x1002': 'AMD',
  '0x8086': 'Intel',
};

/**
 * Reads the cards of all vendors from the kernel. AMD's driver reports their memory; Intel's have none of their own.
 */
async function readKernelCards(root: string): Promise<readonly GraphicsCard[]> {
  const folder = join(root, 'sys/class/drm');
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^card\d+$/.test(name));
  const cards = names.sort().map(async (name): Promise<GraphicsCard[]> => {
    const readDeviceFile = (file: string) => readText(join(folder, name, 'device', file));
    const vendor = vendors[(await readDeviceFile('vendor')).trim()];
    if (!vendor) return []; // the virtual display of a virtual machine or a server console
    const memoryBytes = Number(await readDeviceFile('mem_info_vram_total'));
    const used = Number(await readDeviceFile('mem_info_vram_used'));
    const memory = memoryBytes > 0 ? { memoryBytes, freeBytes: memoryBytes - used } : {};
    return [{ name: `${vendor} ${(await readDeviceFile('device')).trim()}`.trim(), vendor, ...memory }];
  });
  return (await Promise.all(cards)).flat();
}

async function readText(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch(() => '');
}
