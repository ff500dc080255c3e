import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CanceledError, getErrorMessage, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { createFolder } from './createFolder';
import { explainFileError } from './systemErrors';

export interface Download {
  readonly url: string;
  /** The exact size of the file in bytes. */
  readonly size: number;
  readonly hash: { readonly algorithm: 'sha256' | 'sha512'; readonly hex: string };
}

export interface DownloadOptions {
  readonly signal?: AbortSignal;
  /** Called with the number of bytes on disk. */
  readonly onProgress?: (bytes: number) => void;
}

/** Attempts in a row without any new bytes. */
const maxFailedAttempts = 3;
const maxRedirects = 3;
/** How long a server may send nothing. */
const silenceTimeoutMs = 30_000;

/**
 * Downloads a file to `path`, which appears only when it is complete and has the right checksum. An interrupted download
 * stays in `<path>.part`, and the next call continues it.
 * @throws UserError when the server cannot be reached or sends something else. @throws CanceledError
 */
export async function download(file: Download, path: string, options: DownloadOptions = {}): Promise<void> {
  const part = `${path}.part`;
  await createFolder(dirname(path)).catch((error) => Promise.reject(explainFileError(error, path)));
  for (let failures = 0; (await getFileSize(part)) < file.size; ) {
    const before = await getFileSize(part);
    try {
      await fetchRest(file, part, options);
    } catch (error) {
      if (options.signal?.aborted) throw new CanceledError();
      const known = explainFileError(error, part);
      if (known instanceof UserError) throw known;
      failures = (await getFileSize(part)) > before ? 0 : failures + 1;
      if (failures === maxFailedAttempts) throw createUnreachableError(file.url, getErrorMessage(error));
    }
  }
  await verifyChecksum(file, part);
  await rename(part, path);
}

/** Returns the response to a GET request; follows redirects only within the same host. @throws UserError */
export async function fetchWithinHost(
  url: string,
  headers: Record<string, string> = {},
  signal?: AbortSignal,
): Promise<Response> {
  let next = requireSecureUrl(url);
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const response = await fetch(next, { headers, redirect: 'manual', signal: signal ?? null });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) return response;
    await response.body?.cancel();
    const target = requireSecureUrl(new URL(location, next).href);
    if (target.host !== next.host)
      throw new UserError(
        t('{0} redirects to another host, {1}. Nothing was downloaded from there.', next.href, target.host),
      );
    next = target;
  }
  throw new UserError(t('{0} redirects too many times. Check the address.', url));
}

/** Returns the URL if it is encrypted or local. @throws UserError */
function requireSecureUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isLocal = url?.hostname === '127.0.0.1' || url?.hostname === 'localhost';
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal)) return url;
  throw new UserError(t('{0} is not an https address.', address));
}

async function fetchRest(file: Download, part: string, { signal, onProgress }: DownloadOptions): Promise<void> {
  const have = await getFileSize(part);
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), silenceTimeoutMs);
  const both = AbortSignal.any([silence.signal, ...(signal ? [signal] : [])]);
  try {
    const response = await fetchWithinHost(file.url, have > 0 ? { range: `bytes=${have}-` } : {}, both);
    if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`);
    const isRest = response.status === 206 && response.headers.get('content-range')?.startsWith(`bytes ${have}-`);
    const output = await open(part, isRest ? 'a' : 'w');
    try {
      let bytes = isRest ? have : 0;
      for await (const chunk of response.body) {
        timer.refresh();
        bytes += chunk.length;
        if (bytes > file.size) throw await discardMismatch(file, part);
        await output.write(chunk);
        onProgress?.(bytes);
      }
    } finally {
      await output.close();
    }
  } finally {
    clearTimeout(timer);
  }
}

async function verifyChecksum(file: Download, part: string): Promise<void> {
  const hash = createHash(file.hash.algorithm);
  for await (const chunk of createReadStream(part)) hash.update(chunk as Uint8Array);
  if (hash.digest('hex') !== file.hash.hex.toLowerCase()) throw await discardMismatch(file, part);
}

async function discardMismatch(file: Download, part: string): Promise<UserError> {
  await rm(part, { force: true });
  return new UserError(t('The file from {0} has the wrong size or checksum and was deleted.', file.url));
}

function createUnreachableError(url: string, words: string): UserError {
  return new UserError(
    t(
      '{0} could not be downloaded ({1}). The part received so far is kept; run the same command to continue.',
      url,
      words,
    ),
  );
}

async function getFileSize(path: string): Promise<number> {
  return await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
