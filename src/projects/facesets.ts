import { copyFile, readdir, rename } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { listFaceFiles } from '../facesets/faceFiles';
import { listFacePngs, readFaceHeader } from '../facesets/facePng';
import { writeFolderAtomic } from '../files/atomicFile';
import { createFolder } from '../files/createFolder';
import { requireRegularFile } from '../files/regularFile';
import { explainFileError } from '../files/systemErrors';
import { UserError } from '../shared/errors';
import { chooseFreeName } from '../shared/folderName';
import { t } from '../shared/l10n';
import { withProjectLock } from './projectLock';
import { getFacesFolder } from './projectPaths';
import { finishFaces } from './unfinishedFaces';

/**
 * Returns the folders of faces at `path`: itself, or the clusters below it that a sort has created; none where it is
 * anything else, such as a folder of photos. A folder of faces is recognized by the header of one of its first images.
 */
export async function findFacesets(path: string): Promise<string[]> {
  if (await isFaceset(path)) return [path];
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []); // a file
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  const clusters = folders.map(({ name }) => join(path, name)).slice(0, maxClusters);
  const found = await Promise.all(clusters.map(isFaceset));
  return clusters.filter((_, index) => found[index]);
}

/** More clusters than any sort creates. The limit keeps the search short when somebody adds a whole disk by mistake. */
const maxClusters = 2000;

async function isFaceset(path: string): Promise<boolean> {
  const { faces } = await listFaceFiles(path).catch(() => ({ faces: [] })); // a file
  for (const face of faces.slice(0, maxForeignImages)) {
    const isFace = await readFaceHeader(face).then(
      () => true,
      () => false, // an image of any other kind
    );
    if (isFace) return true;
  }
  return false;
}

/** Images of other kinds that may come before the first face. */
const maxForeignImages = 20;

/** Copies the faces in `folder` to a cluster of the same name of a person, and returns its path. @throws UserError */
export async function addFaceset(project: string, person: string, folder: string): Promise<string> {
  await finishFaces(folder);
  const links = await listFacePngs(folder, { kind: 'links' });
  const faces = [...(await listFacePngs(folder)), ...links];
  if (faces.length === 0) throw new UserError(t('{0} has no face images.', folder));
  return await withProjectLock(project, t('moving faces'), async () => {
    const target = await chooseClusterFolder(project, person, basename(resolve(folder)));
    await writeFolderAtomic(target, async (temporary) => {
      for (const face of faces) await copyFile(await requireRegularFile(face), join(temporary, basename(face)));
    });
    return target;
  });
}

/**
 * Moves a cluster to another person in one step, and returns its new path: in a video with both people, a sort finds the
 * faces of the one among those of the other.
 * @throws UserError when the cluster is not in this project, or a job is running
 */
export async function moveCluster(project: string, folder: string, person: string): Promise<string> {
  const cluster = resolve(folder);
  const [faces, people] = [dirname(cluster), join(project, 'people')];
  if (basename(faces) !== 'faces' || dirname(dirname(faces)) !== people)
    throw new UserError(t('{0} is not a cluster of this project.', cluster));
  if (faces === getFacesFolder(project, person)) return cluster;
  for (const place of [faces, getFacesFolder(project, person)]) await finishFaces(place); // its plan names the old places
  return await withProjectLock(project, t('moving faces'), async () => {
    const target = await chooseClusterFolder(project, person, basename(cluster));
    await rename(cluster, target).catch((error: unknown) => {
      throw explainFileError(error, cluster);
    });
    return target;
  });
}

/** Returns the path of a new folder among the faces of `person`, named `name`, with a number if that is in use. */
async function chooseClusterFolder(project: string, person: string, name: string): Promise<string> {
  const folder = getFacesFolder(project, person);
  await createFolder(folder);
  return join(folder, chooseFreeName(name, await readdir(folder)));
}
