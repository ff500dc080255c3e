import { ProtobufWriter } from '../../../tensor/onnx/protobuf';

// Field numbers of tensorflow/core/util/event.proto and tensorflow/core/framework/summary.proto.
const event = { wallTime: 1, step: 2, fileVersion: 3, summary: 5, sessionLog: 7 } as const;
const sessionLog = { status: 1, start: 1 } as const;
const summary = { value: 1 } as const;
const summaryValue = { tag: 1, simpleValue: 2 } as const;

/** The first event of a file, which says what it is. */
export function encodeVersionEvent(seconds: number): Uint8Array {
  return new ProtobufWriter().double(event.wallTime, seconds).bytes(event.fileVersion, 'brain.Event:2').finish();
}

/** Says that a training begins at `step`: what an earlier file has from there on is no longer true. */
export function encodeStartEvent(seconds: number, step: number): Uint8Array {
  return new ProtobufWriter()
    .double(event.wallTime, seconds)
    .int(event.step, step)
    .bytes(event.sessionLog, new ProtobufWriter().int(sessionLog.status, sessionLog.start))
    .finish();
}

/** An event with a number under each tag. @param seconds since 1970 */
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
