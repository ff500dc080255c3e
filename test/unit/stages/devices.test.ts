import { describe, expect, it } from 'vitest';
import type { JobEvent } from '../../../src/shared/jobEvents';
import { devices } from '../../../src/stages/devices/run';

describe('the devices stage', () => {
  it('lists every device and the one that auto chooses', async () => {
    const emitted: JobEvent[] = [];
    const job = { signal: new AbortController().signal, emit: (event: JobEvent) => void emitted.push(event) };
    const { devices: rows, auto, autoReason } = await devices({}, job);
    expect(rows.map(({ device }) => device)).toContain(auto);
    expect(rows.find(({ device }) => device === auto)).toMatchObject({ works: true, reason: '' });
    expect(autoReason !== '').toBe(auto === 'cpu');
    expect(rows.at(-1)!.memoryGib).toBeGreaterThan(0);
    expect(emitted).toEqual([]);
  });
});
