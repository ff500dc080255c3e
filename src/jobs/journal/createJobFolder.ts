import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTemporaryPath, syncFolder, writeFileAtomic } from '../../files/atomicFile';
import { createFolder } from '../../files/createFolder';
import { readProcessIdentity } from '../../files/processIdentity';
import { explainFileError } from '../../files/systemErrors';
import { describeText } from '../../shared/storedText';
import { blankEnd } from './jobEnd';
import { type JobFolder, type JobRecord, type JobRequest, listJobIds, locateJobFolder } from './jobFolder';
import { createJobId } from './jobId';
import { sealJob } from './jobSeal';
import { removeOldJobs } from './oldJobs';

/**
 * Creates the folder of a new job in `root`, whole or not at all, and removes old ended jobs but the last few. With the
 * folder there is room on the disk for the end of the job.
 * @throws UserError when it cannot be written
 */
export async function createJobFolder(
  root: string,
  request: JobRequest,
  more: Pick<JobRecord, 'detached'> = {},
): Promise<JobFolder> {
  const requester = await readProcessIdentity(process.pid);
  let temporary = root;
  try {
    await createFolder(root);
    await removeOldJobs(root);
    const id = createJobId(request.stage, await listJobIds(root));
    temporary = createTemporaryPath(join(root, id));
    const titleText = request.title === undefined ? undefined : describeText(request.title);
    const known = { id, createdAt: new Date().toISOString(), requester, ...(titleText && { titleText }) };
    const record = { ...known, ...request, ...more };
    const seal = await sealJob(root, record);
    await fillFolder(locateJobFolder(temporary), { ...record, ...(seal !== undefined && { seal }) });
    const folder = locateJobFolder(join(root, id));
    await rename(temporary, folder.path);
    await syncFolder(root);
    return folder;
  } catch (error) {
    if (temporary !== root) await rm(temporary, { recursive: true, force: true }).catch(() => undefined); // the first error matters more
    throw explainFileError(error, root);
  }
}

async function fillFolder(folder: JobFolder, record: JobRecord): Promise<void> {
  await mkdir(folder.path, { mode: 0o700 }); // what a job does and where is for its owner alone
  await writeFileAtomic(folder.recordPath, `${JSON.stringify(record, undefined, 2)}\n`);
  await writeFile(folder.endPath, blankEnd, { flush: true });
  // Later they only grow: the process of the job opens its log before it can say anything.
  for (const path of [folder.logPath, folder.eventsPath]) await writeFile(path, '');
  await syncFolder(folder.path);
}
