import { openFaceNetworks } from '../../faces/networks/faceNetworks';
import { readFacePicture } from '../../facesets/facePicture';
import { ownIdentity } from '../../facesets/identityNetworks';
import { ConcurrencyLimit } from '../../files/concurrencyLimit';
import { throwIfCanceled } from '../../shared/errors';
import type { JobContext } from '../../shared/jobEvents';
import { createProgress, warnOnUserError } from '../../shared/jobReporting';
import { t } from '../../shared/l10n';
import { describeFace, type SortableFace } from './sortableFace';

export interface IdentifiedFaces {
  /** The network whose vectors are compared. */
  readonly network: string;
  readonly faces: readonly SortableFace[];
  /** The number of faces whose vector was computed now; the others had one. */
  readonly described: number;
}

/** One face is recognized while the next ones are decoded. */
const facesInFlight = 3;

/** Returns the faces with vectors of one network: of one that all faces have already, or else of our own. */
export async function identifyFaces(faces: readonly SortableFace[], job: JobContext): Promise<IdentifiedFaces> {
  const shared = findSharedNetwork(faces);
  if (shared !== undefined) return { network: shared, faces, described: 0 };
  const missing = faces.filter((face) => !hasVector(face, ownIdentity));
  const described = await describeFaces(missing, job);
  return {
    network: ownIdentity,
    faces: faces.map((face) => described.get(face.path) ?? face),
    described: described.size,
  };
}

async function describeFaces(faces: readonly SortableFace[], job: JobContext): Promise<Map<string, SortableFace>> {
  const described = new Map<string, SortableFace>();
  const progress = createProgress(job, { name: t('Recognizing faces'), total: faces.length, unit: t('faces') });
  const networks = await openFaceNetworks();
  const tasks = new ConcurrencyLimit(facesInFlight);
  try {
    for (const { path } of faces) {
      throwIfCanceled(job.signal);
      await tasks.add(
        // A face whose file is damaged stays without a vector.
        warnOnUserError(readFacePicture(path), job).then(async (picture) => {
          if (picture) described.set(path, await describeFace(networks, picture));
          progress.advance();
        }),
      );
    }
    await tasks.drain();
  } finally {
    await tasks.settle();
    await networks.release();
  }
  progress.finish();
  return described;
}

/** Returns the network of which every face has a vector of the same length; of several the one with the longest vectors. */
function findSharedNetwork(faces: readonly SortableFace[]): string | undefined {
  const [first, ...others] = faces;
  const getLength = (face: SortableFace, network: string) => face.identity[network]?.length ?? 0;
  return Object.keys(first?.identity ?? {})
    .filter((network) => hasVector(first!, network))
    .filter((network) => others.every((face) => getLength(face, network) === getLength(first!, network)))
    .sort((a, b) => getLength(first!, b) - getLength(first!, a))[0];
}

function hasVector(face: SortableFace, network: string): boolean {
  return (face.identity[network]?.length ?? 0) > 0;
}
