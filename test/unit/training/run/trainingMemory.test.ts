import { describe, expect, it } from 'vitest';
import type { DeviceReport } from '../../../../src/runtime/devices/deviceReport';
import { estimateMemory } from '../../../../src/runtime/estimateMemory';
import type { JobEvent } from '../../../../src/shared/jobEvents';
import { checkMemory, findLargest, findLargestBatch } from '../../../../src/training/run/trainingMemory';
import { buildSmallNetwork } from '../../../support/tensor/smallNetwork';

const { step } = buildSmallNetwork();

function describeDevice(memoryBytes: number | undefined, freeBytes = memoryBytes): DeviceReport {
  return { device: 'cpu', name: '', works: true, ...(memoryBytes && { memoryBytes, freeBytes }) };
}

async function collectEvents(report: DeviceReport): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  const job = { signal: new AbortController().signal, emit: (event: JobEvent) => void events.push(event) };
  await checkMemory(step, report, 16, job);
  return events;
}

describe('the memory of a training', () => {
  it('is reported before it starts, with a warning if other programs use too much', async () => {
    const message =
      'With batch size 16, this model needs about 0.2 GiB; the device has 8.0 GiB, of which 8.0 GiB are free.';
    expect(await collectEvents(describeDevice(2 ** 33))).toEqual([{ type: 'log', level: 'info', message }]);
    expect(await collectEvents(describeDevice(2 ** 33, 2 ** 20))).toMatchObject([{ level: 'warning' }]);
    const unknown = 'With batch size 16, this model needs about 0.2 GiB; the memory of the device is unknown.';
    expect(await collectEvents(describeDevice(undefined))).toEqual([{ type: 'log', level: 'info', message: unknown }]);
    await expect(collectEvents(describeDevice(2 ** 26))).rejects.toThrow(
      /needs about 0\.2 GiB, but the device has only 0\.1 GiB\. Choose/,
    );
    // The error of the estimate has not been measured for that device.
    expect(await collectEvents({ ...describeDevice(2 ** 26), device: 'cuda' })).toMatchObject([{ level: 'warning' }]);
  });

  it('includes state and step, and the state twice where a GPU holds it', async () => {
    const { stateBytes, stepBytes, totalBytes } = estimateMemory(step);
    expect(stateBytes).toBe(step.state.reduce((sum, { shape }) => sum + 4 * shape.reduce((a, b) => a * b, 1), 0));
    expect(stepBytes).toBeGreaterThan(2 * 2 * 8 * 8 * 8 * 4); // at least the last layer's activations of both sides
    expect(totalBytes).toBeGreaterThan(stateBytes + stepBytes);
    expect(estimateMemory(buildSmallNetwork('webgpu').step).stateBytes).toBe(2 * stateBytes);
  });
});

describe('the largest batch', () => {
  it.each([0, 1, 2, 3, 7, 8, 100, 255, 256, 1000])('is found when %d faces fit', async (room) => {
    expect(await findLargest(async (count) => count <= room, 256)).toBe(Math.min(256, Math.max(1, room)));
  });

  it('needs a device that reports its memory', async () => {
    await expect(findLargestBatch(async () => step, describeDevice(undefined), 256)).rejects.toThrow(/is unknown/);
    expect(await findLargestBatch(async () => step, describeDevice(2 ** 33), 4)).toBe(4);
  });
});
