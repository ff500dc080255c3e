import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createTemporaryPath } from '../../files/atomicFile';
import { type Download, download, fetchWithinHost } from '../../files/download';
import { extractZipEntry } from '../../files/zipFile';
import { UserError } from '../../shared/errors';
import type { JobContext } from '../../shared/jobEvents';
import { createProgress } from '../../shared/jobReporting';
import { t } from '../../shared/l10n';
import { cudaLibraries, getCudaFolder, hasFetchedCuda, runtimeLibrary, runtimeVersion } from './cudaFolder';
import { getRuntimeFolder } from './runtimeFolder';

/**
 * NuGet's registry, where Microsoft publishes the CUDA library of ONNX Runtime, which the npm package does not
 * contain.
 */
export const nugetRegistration = 'https://api.nuget.org/v3/registration5-semver1';

const packageName = 'microsoft.ml.onnxruntime.gpu.linux';
const folderInPackage = 'runtimes/linux-x64/native';
const maxBytes = 4 * 2 ** 30;

/**
 * Downloads ONNX Runtime's CUDA library to {@link getCudaFolder}. The folder appears only when it is complete.
 * @param source base address of a NuGet registration
 * @returns the folder
 * @throws UserError if the library cannot be downloaded. @throws CanceledError
 */
export async function fetchCuda(job: JobContext, source = nugetRegistration): Promise<string> {
  const folder = getCudaFolder();
  if (hasFetchedCuda()) return folder;
  const file = await findPackage(source, job.signal);
  const packagePath = join(dirname(folder), `${packageName}.${runtimeVersion}.nupkg`);
  const progress = createProgress(job, { name: t('Downloading the CUDA library'), total: file.size, unit: t('bytes') });
  let reportedBytes = 0;
  const onProgress = (bytes: number) => {
    progress.advance(bytes - reportedBytes);
    reportedBytes = bytes;
  };
  await download(file, packagePath, { signal: job.signal, onProgress });
  progress.finish();
  await unpack(packagePath, folder);
  await rm(packagePath);
  return folder;
}

/** Reads size and checksum from the registry's catalog (NuGet server API, "Catalog" and "Package metadata"). */
async function findPackage(source: string, signal: AbortSignal): Promise<Download> {
  const leaf = await fetchJson(`${source}/${packageName}/${runtimeVersion}.json`, signal);
  const { packageContent: url, catalogEntry } = leaf;
  if (typeof url !== 'string' || typeof catalogEntry !== 'string') throw createRegistryError(source);
  const { packageHash, packageHashAlgorithm, packageSize: size } = await fetchJson(catalogEntry, signal);
  const hex = typeof packageHash === 'string' ? Buffer.from(packageHash, 'base64').toString('hex') : '';
  if (packageHashAlgorithm !== 'SHA512' || hex.length !== 128) throw createRegistryError(source);
  if (typeof size !== 'number' || !Number.isInteger(size) || size <= 0 || size > maxBytes)
    throw createRegistryError(source);
  return { url, size, hash: { algorithm: 'sha512', hex } };
}

async function fetchJson(url: string, signal: AbortSignal): Promise<Readonly<Record<string, unknown>>> {
  try {
    const response = await fetchWithinHost(url, {}, signal);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return (await response.json()) as Readonly<Record<string, unknown>>;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(t('The registry at {0} does not respond. Check the network connection.', url));
  }
}

function createRegistryError(source: string): UserError {
  return new UserError(
    t(
      'The registry at {0} does not provide the size and checksum of the CUDA library. Choose another registry.',
      source,
    ),
  );
}

/** Extracts the libraries, and adds a copy of ONNX Runtime, which looks for its providers in its own folder. */
async function unpack(packagePath: string, folder: string): Promise<void> {
  const temporary = createTemporaryPath(folder);
  try {
    await mkdir(temporary);
    for (const name of cudaLibraries)
      await extractZipEntry(packagePath, `${folderInPackage}/${name}`, join(temporary, basename(name)));
    await copyFile(join(getRuntimeFolder(), runtimeLibrary), join(temporary, runtimeLibrary));
    await rename(temporary, folder);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
