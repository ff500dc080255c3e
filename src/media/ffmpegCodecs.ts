import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findFfmpeg } from './ffmpeg';

// What this ffmpeg was built with: builds differ in it.

/** Returns the names of the filters that this ffmpeg has. */
export async function listFilters(): Promise<ReadonlySet<string>> {
  return readNames('-filters', /^\s+[.A-Z]{2,3}\s+(\S+)\s+\S+->/gm);
}

/** Returns the names of the codecs that this ffmpeg decodes. */
export async function listDecodableCodecs(): Promise<ReadonlySet<string>> {
  return readNames('-codecs', /^\s+D[.A-Z]{5}\s+(\S+)/gm);
}

async function readNames(listing: '-filters' | '-codecs', pattern: RegExp): Promise<ReadonlySet<string>> {
  const { ffmpeg } = await findFfmpeg();
  const { stdout } = await promisify(execFile)(ffmpeg, ['-v', 'quiet', listing], { windowsHide: true });
  return new Set([...stdout.matchAll(pattern)].map(([, name]) => name!));
}
