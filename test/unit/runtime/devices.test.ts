import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseDevice, pickDevice } from '../../../src/runtime/devices/chooseDevice';
import { type DeviceReport, describeDevices } from '../../../src/runtime/devices/deviceReport';
import { findGraphicsCards, parseNvidiaSmi } from '../../../src/runtime/devices/graphicsCards';
import { probeDevice } from '../../../src/runtime/devices/probe';
import { describeProcessor } from '../../../src/runtime/devices/processor';

const cpu: DeviceReport = { device: 'cpu', name: 'a processor', works: true };
const webgpu: DeviceReport = { device: 'webgpu', name: 'a card', works: true };
const cuda: DeviceReport = { device: 'cuda', name: '', works: false, reason: 'There is no NVIDIA GPU.' };

describe('the choice of a device', () => {
  it('chooses the first device that works', () => {
    expect(pickDevice('auto', [cuda, webgpu, cpu])).toEqual({ report: webgpu });
    expect(pickDevice('auto', [{ ...cuda, works: true, reason: undefined }, webgpu, cpu]).report.device).toBe('cuda');
  });

  it('warns that only the processor is left, and why', () => {
    const software = { ...webgpu, reason: 'This driver has no GPU.' };
    const { report, fallback } = pickDevice('auto', [cuda, software, cpu]);
    expect(report).toEqual(cpu);
    expect(fallback).toMatch(/so the CPU is used.*cuda: There is no NVIDIA GPU\. webgpu: This driver has no GPU\./);
  });

  it('chooses the requested device, also one that auto skips, but not one that does not work', async () => {
    const software = { ...webgpu, reason: 'This driver has no GPU.' };
    expect(pickDevice('webgpu', [cuda, software, cpu])).toEqual({ report: software });
    expect(() => pickDevice('cuda', [cuda, software, cpu])).toThrow(/cuda cannot be used here: There is no NVIDIA GPU/);
    expect((await chooseDevice('cpu')).fallback).toBeUndefined();
  });
});

describe('the devices of this machine', () => {
  it('are all listed with their memory, including the processor; the others work or say why not', async () => {
    const reports = await describeDevices();
    expect(reports.map(({ device }) => device)).toEqual(['cuda', 'webgpu', 'directml', 'coreml', 'cpu']);
    for (const { works, reason } of reports) expect(works || reason).toBeTruthy();
    const { memoryBytes, freeBytes } = reports.at(-1)!;
    expect(memoryBytes).toBeLessThanOrEqual(totalmem());
    expect(freeBytes).toBeLessThanOrEqual(memoryBytes!);
    expect(describeProcessor().cores).toBe(availableParallelism());
  });

  it('are tested in a separate process, whose error messages are kept', async () => {
    expect(await probeDevice('cpu')).toEqual({ works: true, reason: '' });
    const { works, reason } = await probeDevice(process.platform === 'win32' ? 'coreml' : 'directml');
    expect(works).toBe(false);
    expect(reason).toMatch(/backend not found/);
  });
});

describe('graphics cards', () => {
  let root: string;
  const writeText = async (path: string, text: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  };
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'cards-'));
  });
  afterAll(() => rm(root, { recursive: true }));

  it("are read from nvidia-smi's lines, also where a card shares the machine's memory", () => {
    expect(parseNvidiaSmi('NVIDIA H200, 143771, 143170\nNVIDIA GB10, [N/A], [N/A]\n')).toEqual([
      { name: 'NVIDIA H200', vendor: 'NVIDIA', memoryBytes: 143771 * 2 ** 20, freeBytes: 143170 * 2 ** 20 },
      { name: 'NVIDIA GB10', vendor: 'NVIDIA' },
    ]);
    expect(parseNvidiaSmi('')).toEqual([]);
    expect(parseNvidiaSmi('No devices were found')).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('are read from the kernel, but not displays without a GPU', async () => {
    await writeText('sys/class/drm/card0/device/vendor', '0x1234\n');
    expect(await findGraphicsCards(root)).toEqual([]);
    await writeText('sys/class/drm/card1/device/vendor', '0x1002\n');
    await writeText('sys/class/drm/card1/device/device', '0x744c\n');
    await writeText('sys/class/drm/card1/device/mem_info_vram_total', `${24 * 2 ** 30}\n`);
    await writeText('sys/class/drm/card1/device/mem_info_vram_used', `${2 ** 30}\n`);
    await writeText('sys/class/drm/card1-HDMI-A-1/status', 'connected\n');
    await writeText(
      'proc/driver/nvidia/gpus/0000:01:00.0/information',
      'Model: \t\t NVIDIA GeForce RTX 4090\nIRQ: 1\n',
    );
    expect(await findGraphicsCards(root)).toEqual([
      { name: 'NVIDIA GeForce RTX 4090', vendor: 'NVIDIA' },
      { name: 'AMD 0x744c', vendor: 'AMD', memoryBytes: 24 * 2 ** 30, freeBytes: 23 * 2 ** 30 },
    ]);
  });
});
