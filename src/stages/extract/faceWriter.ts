import { join } from 'node:path';
import { listLandmarkPairs } from '../../faces/landmarks';
import { alignmentsVersion } from '../../facesets/alignments';
import { formatFacePngName, replaceFaceHeader } from '../../facesets/facePng';
import type { FaceRecord } from '../../facesets/faceRecord';
import { writeFileAtomic } from '../../files/atomicFile';
import type { Frame } from '../../media/frames';
import type { ExtractJournal } from './extractJournal';
import type { FoundFace } from './faceFinder';
import { encodeHead } from './headPicture';

/** Frames whose faces are being encoded and written while the next one is looked at. */
const framesInFlight = 4;
const commitEveryMs = 2000;

export interface FaceWriterOptions {
  /** Folder of the face PNGs. */
  readonly output: string;
  readonly sourceIsVideo: boolean;
  /** Told of each frame that is finished. */
  readonly onFrame: () => void;
}

/** Encodes and writes the faces of a few frames at a time, and notes the frames in the journal in their order. */
export class FaceWriter {
  readonly #inFlight: Promise<void>[] = [];
  #noted: Promise<void> = Promise.resolve();
  #committedAt = performance.now();

  readonly #journal: ExtractJournal;
  readonly #options: FaceWriterOptions;

  constructor(journal: ExtractJournal, options: FaceWriterOptions) {
    this.#journal = journal;
    this.#options = options;
  }

  /** Takes a frame's faces; waits while too many frames are under way. */
  async add(frame: Frame, faces: readonly FoundFace[]): Promise<void> {
    const written = Promise.all(faces.map((face, index) => this.#write(frame, face, index)));
    const noted = this.#noted.then(async () => this.#note(frame.name, await written));
    this.#noted = noted;
    this.#inFlight.push(noted);
    written.catch(() => undefined); // both are thrown where they are awaited
    noted.catch(() => undefined);
    if (this.#inFlight.length >= framesInFlight) await this.#inFlight.shift();
  }

  /** Waits for everything under way. */
  async finish(): Promise<void> {
    await this.#noted;
    await this.#journal.commit();
  }

  async #write(frame: Frame, face: FoundFace, index: number): Promise<FaceRecord> {
    const { png, thumb } = await encodeHead(face.head);
    const record = { ...recordOf(face), thumb };
    const name = formatFacePngName(frame.name, index);
    const header = {
      face: record,
      source: {
        alignmentsVersion,
        originalFilename: name,
        faceIndex: index,
        sourceFilename: frame.name,
        sourceIsVideo: this.#options.sourceIsVideo,
        sourceFrameDims: [frame.height, frame.width] as const,
      },
    };
    await writeFileAtomic(join(this.#options.output, name), replaceFaceHeader(png, header));
    return record;
  }

  async #note(frame: string, faces: readonly FaceRecord[]): Promise<void> {
    await this.#journal.add(frame, faces);
    this.#options.onFrame();
    if (performance.now() - this.#committedAt < commitEveryMs) return;
    this.#committedAt = performance.now();
    await this.#journal.commit();
  }
}

function recordOf({ box, landmarks }: FoundFace): FaceRecord {
  return {
    x: Math.round(box.x),
    y: Math.round(box.y),
    w: Math.round(box.width),
    h: Math.round(box.height),
    landmarks: listLandmarkPairs(landmarks),
    mask: {},
    identity: {},
  };
}
