import { appendFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createFolderNow } from '../../files/createFolder';
import { requireInsideNow } from '../../files/storedPath';
import { explainFileError } from '../../files/systemErrors';
import { ProtobufWriter } from '../../tensor/onnx/protobuf';
import { logsFolderName } from './modelFiles';
import type { IterationReport, TrainingObserver } from './trainingObserver';

/** Most bytes of events that wait in memory for the next save. */
const maxPendingBytes = 1 << 20;

/**
 * Opens a log of the losses for TensorBoard (`tensorboard --logdir <model>/logs`). Each session of training is a run with
 * its own file, so that no written file ever changes. The log is written at each save: if the program is killed, log and
 * model lose the same iterations. After a restore a session may be repeated; its file says from which step on it counts.
 * @param session number of the session in the model's state
 */
export function openTensorBoardLog(modelDir: string, session: string, now = Date.now()): TrainingObserver {
  const name = `events.out.tfevents.${Math.floor(now / 1000)}.faceswap`; // TensorBoard looks for files that begin like this
  const path = join(modelDir, logsFolderName, `session_${session}`, name);
  let hasStarted = false;
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  const flush = () => {
    if (pending.length > 0) append(modelDir, path, Buffer.concat(pending));
    pending = [];
    pendingBytes = 0;
  };
  return {
    onIteration(iteration) {
      const { seconds } = iteration;
      if (!hasStarted)
        pending.push(
          encodeRecord(encodeVersionEvent(seconds)),
          encodeRecord(encodeStartEvent(seconds, iteration.iteration)),
        );
      hasStarted = true;
      const record = encodeRecord(encodeScalarsEvent(seconds, iteration.iteration, listScalars(iteration)));
      pending.push(record);
      pendingBytes += record.length;
      if (pendingBytes > maxPendingBytes) flush();
    },
    onSave: async () => flush(),
    close: flush,
  };
}

function append(modelDir: string, path: string, content: Uint8Array): void {
  try {
    requireInsideNow(modelDir, path);
    createFolderNow(dirname(path));
    appendFileSync(path, content);
  } catch (error) {
    throw explainFileError(error, path);
  }
}

/** Lists faceswap's scalars, then everything else that the step reports under its own name. */
function listScalars({ lossA, lossB, losses, learningRate }: IterationReport): Record<string, number> {
  const { lossA: _a, lossB: _b, ...others } = losses;
  return { total: lossA + lossB, face_a: lossA, face_b: lossB, ...others, learning_rate: learningRate };
}

// Field numbers of tensorflow/core/util/event.proto and tensorflow/core/framework/summary.proto.
const event = { wallTime: 1, step: 2, fileVersion: 3, summary: 5, sessionLog: 7 } as const;
const sessionLog = { status: 1, start: 1 } as const;
const summary = { value: 1 } as const;
const summaryValue = { tag: 1, simpleValue: 2 } as const;

/** Encodes the first event of a file, which names the format. */
export function encodeVersionEvent(seconds: number): Uint8Array {
  return new ProtobufWriter().double(event.wallTime, seconds).bytes(event.fileVersion, 'brain.Event:2').finish();
}

/** Encodes the start of a training at `step`, from which on the content of earlier files is outdated. */
export function encodeStartEvent(seconds: number, step: number): Uint8Array {
  return new ProtobufWriter()
    .double(event.wallTime, seconds)
    .int(event.step, step)
    .bytes(event.sessionLog, new ProtobufWriter().int(sessionLog.status, sessionLog.start))
    .finish();
}

/** Encodes an event with a number for each tag. @param seconds since 1970 */
export function encodeScalarsEvent(
  seconds: number,
  step: number,
  scalars: Readonly<Record<string, number>>,
): Uint8Array {
  const values = new ProtobufWriter();
  for (const [tag, value] of Object.entries(scalars))
    values.bytes(
      summary.value,
      new ProtobufWriter().bytes(summaryValue.tag, tag).float(summaryValue.simpleValue, value),
    );
  return new ProtobufWriter()
    .double(event.wallTime, seconds)
    .int(event.step, step)
    .bytes(event.summary, values)
    .finish();
}

/**
 * Encodes a record of a TensorFlow record file: length (uint64), its checksum, the content, its checksum, all little-endian.
 * https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details
 */
export function encodeRecord(content: Uint8Array): Uint8Array {
  const record = Buffer.alloc(12 + content.length + 4);
  record.writeBigUInt64LE(BigInt(content.length), 0);
  record.writeUInt32LE(computeMaskedCrc(record.subarray(0, 8)), 8);
  record.set(content, 12);
  record.writeUInt32LE(computeMaskedCrc(content), 12 + content.length);
  return record;
}

/** Computes the CRC, rotated and with a constant added, so that records that contain other records are not misread. */
function computeMaskedCrc(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** Remainders of all bytes for Castagnoli's polynomial in reversed bit order (RFC 3720, section B.4). */
const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0x82f63b78 : 0);
  return remainder >>> 0;
});

/** Computes the CRC-32C, 0..2^32-1. */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ remainders[(crc ^ byte) & 0xff]!;
  return (crc ^ 0xffffffff) >>> 0;
}
