import * as v from 'valibot';
import { openToChange, readRegularText } from '../../files/regularFile';
import type { JobResultEvent } from '../../shared/jobEvents';
import { isJobEvent } from '../protocol/jobEventSchema';

// The end of a job must be recorded on a full disk, too, where `job.json` cannot be written anew. So each job begins with a
// file of blanks, which its end can replace without any new room.

/** How a job has ended. */
export interface JobEnd {
  readonly result: JobResultEvent;
  /** ISO 8601. */
  readonly endedAt: string;
}

const roomBytes = 4096;
/** Leaves room for the rest of the record, also where each character takes several bytes. */
const maxMessageLength = 600;

/** The content of the file before the job has ended. */
export const blankEnd = ' '.repeat(roomBytes);

/** Writes the end into the room that was kept for it at `path`; without the summary and with a shorter message if need be. */
export async function writeJobEnd(path: string, { result, endedAt }: JobEnd): Promise<void> {
  const file = await openToChange(path);
  try {
    await file.write(fitIntoRoom({ result, endedAt }), 0, roomBytes, 0);
    await file.sync();
  } finally {
    await file.close();
  }
}

function fitIntoRoom({ result, endedAt }: JobEnd): Buffer {
  const { type, outcome, reason, message } = result;
  const shorter = { type, outcome, reason, message: message?.slice(0, maxMessageLength) };
  const texts = [
    { result, endedAt },
    { result: shorter, endedAt },
  ].map((end) => JSON.stringify(end));
  const fitting = texts.find((text) => Buffer.byteLength(text) <= roomBytes) ?? '';
  return Buffer.concat([Buffer.from(fitting), Buffer.from(blankEnd)], roomBytes);
}

const endSchema = v.object({
  result: v.custom<JobResultEvent>((value) => isJobEvent(value) && value.type === 'result'),
  endedAt: v.string(),
});

/** Returns the end that was written at `path`; undefined when there is none, or a kill has cut it. */
export async function readJobEnd(path: string): Promise<JobEnd | undefined> {
  const text = await readRegularText(path, 2 * roomBytes).catch(() => ''); // the journal of an earlier version
  const end = v.safeParse(v.pipe(v.string(), v.parseJson(), endSchema), text);
  return end.success ? end.output : undefined;
}
