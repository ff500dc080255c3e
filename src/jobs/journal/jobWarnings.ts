import { open } from 'node:fs/promises';
import { join } from 'node:path';

/** Of a long journal only the end is read: what a training warned of days ago is in the log. */
const maxBytes = 1 << 18;
const maxWarnings = 3;

/** What the job with the journal in `folder` warned of last, each sentence once; none where there is no journal. */
export async function readWarnings(folder: string): Promise<string[]> {
  const text = await readTail(join(folder, 'events.ndjson')).catch(() => '');
  return [...new Set(text.split('\n').flatMap(parseWarning))].slice(-maxWarnings);
}

async function readTail(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const length = Math.min(size, maxBytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** A line that was cut by the beginning or by a crash is none. */
function parseWarning(line: string): string[] {
  if (!line.includes('"warning"')) return [];
  try {
    const { type, level, message } = JSON.parse(line);
    return type === 'log' && level === 'warning' && typeof message === 'string' ? [message] : [];
  } catch {
    return [];
  }
}
