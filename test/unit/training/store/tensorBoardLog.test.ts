import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { crc32c, openTensorBoardLog } from '../../../../src/training/store/tensorBoardLog';
import type { SavedModel } from '../../../../src/training/store/trainingObserver';
import { hasTensorBoard, runPython } from '../../../support/facesets/python';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'model-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const save = {} as SavedModel; // what it holds does not matter to a log

async function logIterations(session: string, iterations: readonly number[], seconds = 1.8e9): Promise<string> {
  const log = openTensorBoardLog(folder, session, seconds * 1000);
  for (const iteration of iterations) {
    const [lossA, lossB] = [1 / iteration, 0.5 / iteration];
    const losses = { lossA, lossB, ssim_a: 0.25 };
    log.onIteration!({ iteration, seconds: 1_800_000_000 + iteration / 8, lossA, lossB, losses, learningRate: 1e-3 });
  }
  await log.onSave!(save);
  log.close!();
  return join(folder, 'logs', `session_${session}`, 'events.out.tfevents.1800000000.faceswap');
}

/** CRC-32C bit by bit, as its definition says. */
function computeCrc32cByDefinition(bytes: Uint8Array): number {
  let crc = 0xffffffffn;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0x82f63b78n : crc >> 1n;
  }
  return Number(crc ^ 0xffffffffn);
}

/** The contents of a file of TFRecords, each checked against both of its checksums. */
function readRecords(file: Buffer): Buffer[] {
  const unmask = (masked: number) => {
    const turned = BigInt.asUintN(32, BigInt(masked) - 0xa282ead8n);
    return Number(((turned >> 17n) | (turned << 15n)) & 0xffffffffn);
  };
  const records: Buffer[] = [];
  for (let at = 0; at < file.length; ) {
    const length = Number(file.readBigUInt64LE(at));
    expect(unmask(file.readUInt32LE(at + 8))).toBe(computeCrc32cByDefinition(file.subarray(at, at + 8)));
    const content = file.subarray(at + 12, at + 12 + length);
    expect(unmask(file.readUInt32LE(at + 12 + length))).toBe(computeCrc32cByDefinition(content));
    records.push(content);
    at += 16 + length;
  }
  return records;
}

/** The fields of a protobuf message: number and value, in order. */
function readFields(message: Buffer): [number, Buffer | number][] {
  const fields: [number, Buffer | number][] = [];
  let at = 0;
  const readVarint = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = message[at++]!;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (bytes: number) => {
    at += bytes;
    return message.subarray(at - bytes, at);
  };
  while (at < message.length) {
    const key = readVarint();
    const readers: Record<number, () => Buffer | number> = {
      0: readVarint,
      1: () => take(8).readDoubleLE(),
      2: () => take(readVarint()),
      5: () => take(4).readFloatLE(),
    };
    fields.push([key >> 3, readers[key & 7]!()]);
  }
  return fields;
}

test('CRC-32C has the values of RFC 3720', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => 31 - i))).toBe(0x113fdb5c);
});

describe('the log for TensorBoard', () => {
  it('has the format of TensorBoard, checked by a reader that follows the specification', async () => {
    const [version, start, ...events] = readRecords(await readFile(await logIterations('1', [1, 2, 300])));
    expect(readFields(version!).at(-1)).toEqual([3, Buffer.from('brain.Event:2')]);
    expect(readFields(start!).slice(1)).toEqual([
      [2, 1],
      [7, Buffer.from([8, 1])], // status START
    ]);
    const read = events.map((event) => {
      const fields = Object.fromEntries(readFields(event));
      const scalars = readFields(fields[5] as Buffer).map(([, value]) => {
        const [[, tag], [, number]] = readFields(value as Buffer) as [[number, Buffer], [number, number]];
        return [tag.toString(), number];
      });
      return { seconds: fields[1], step: fields[2], scalars: Object.fromEntries(scalars) };
    });
    expect(read.map(({ step }) => step)).toEqual([1, 2, 300]);
    expect(read[1]).toEqual({
      seconds: 1_800_000_000.25,
      step: 2,
      scalars: { total: 0.75, face_a: 0.5, face_b: 0.25, ssim_a: 0.25, learning_rate: Math.fround(1e-3) },
    });
  });

  it('does not change previous sessions, and writes nothing if nothing was trained', async () => {
    const first = await readFile(await logIterations('1', [1, 2]));
    await logIterations('2', [3]);
    await logIterations('3', []);
    expect(await readFile(join(folder, 'logs', 'session_1', 'events.out.tfevents.1800000000.faceswap'))).toEqual(first);
    expect((await readdir(join(folder, 'logs'))).sort()).toEqual(['session_1', 'session_2']);
  });

  it('has no iterations after the last save, like the model', async () => {
    const log = openTensorBoardLog(folder, '1');
    log.onIteration!({ iteration: 1, seconds: 0, lossA: 1, lossB: 1, losses: {}, learningRate: 1 });
    expect(await readdir(folder)).toEqual([]);
    await log.onSave!(save);
    expect(await readdir(join(folder, 'logs'))).toEqual(['session_1']);
  });

  it.skipIf(!hasTensorBoard)('is read by TensorBoard itself', async () => {
    await logIterations('1', [1, 2, 3, 300]);
    await logIterations('1', [3, 4], 1.9e9); // after a restore to iteration 2
    const read = runPython(`
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
import json
log = EventAccumulator(${JSON.stringify(join(folder, 'logs', 'session_1'))})
log.Reload()
tags = log.Tags()['scalars']
print(json.dumps({tag: [[e.step, e.value] for e in log.Scalars(tag)] for tag in tags}))`);
    const f32 = Math.fround;
    expect(JSON.parse(read.toString())).toEqual({
      total: [1, 2, 3, 4].map((n) => [n, f32(1 / n + 0.5 / n)]),
      face_a: [1, 2, 3, 4].map((n) => [n, f32(1 / n)]),
      face_b: [1, 2, 3, 4].map((n) => [n, f32(0.5 / n)]),
      ssim_a: [1, 2, 3, 4].map((n) => [n, 0.25]),
      learning_rate: [1, 2, 3, 4].map((n) => [n, f32(1e-3)]),
    });
  });
});
