import { join } from 'node:path';
import sharp from 'sharp';
import { listLandmarkPairs } from '../../faces/landmarks';
import { alignmentsVersion } from '../../facesets/alignments';
import { formatFacePngName, replaceFaceHeader } from '../../facesets/facePng';
import type { FaceRecord } from '../../facesets/faceRecord';
import { writeFileAtomic } from '../../files/atomicFile';
import type { Frame } from '../../media/frames';
import type { ExtractJournal } from './extractJournal';
import { type FoundFace, headSize } from './faceFinder';

/** Frames whose faces are encoded and written while the next frame is searched for faces. */
const maxFramesInFlight = 4;
const commitIntervalMs = 2000;

const thumbSize = 96;
const thumbQuality = 60;
/** Half the bytes of the fastest setting for a few milliseconds more; higher levels take long and save little. */
const compression = { compressionLevel: 2, adaptiveFiltering: true };

export interface FaceWriterOptions {
  /** The folder of the face PNGs. */
  readonly output: string;
  readonly sourceIsVideo: boolean;
  /** Called for each frame that is finished. */
  readonly onFrame: () => void;
}

/** Encodes and writes the faces of a few frames at a time, and adds the frames to the journal in their order. */
export class FaceWriter {
  readonly #inFlight: Promise<void>[] = [];
  #lastNote: Promise<void> = Promise.resolve();
  #committedAt = performance.now();

  readonly #journal: ExtractJournal;
  readonly #options: FaceWriterOptions;

  constructor(journal: ExtractJournal, options: FaceWriterOptions) {
    this.#journal = journal;
    this.#options = options;
  }

  /** Starts to write the faces of a frame; waits first while too many frames are being written. */
  async add(frame: Frame, faces: readonly FoundFace[]): Promise<void> {
    const written = Promise.all(faces.map((face, index) => this.#write(frame, face, index)));
    const note = this.#lastNote.then(async () => this.#note(frame.name, await written));
    this.#lastNote = note;
    this.#inFlight.push(note);
    written.catch(() => undefined); // both errors are thrown where the promises are awaited
    note.catch(() => undefined);
    if (this.#inFlight.length >= maxFramesInFlight) await this.#inFlight.shift();
  }

  /** Waits until all frames are written. */
  async finish(): Promise<void> {
    await this.#lastNote;
    await this.#journal.commit();
  }

  async #write(frame: Frame, face: FoundFace, index: number): Promise<FaceRecord> {
    const { png, thumb } = await encodeHead(face.head);
    const record = { ...buildFaceRecord(face), thumb };
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
    if (performance.now() - this.#committedAt < commitIntervalMs) return;
    this.#committedAt = performance.now();
    await this.#journal.commit();
  }
}

function buildFaceRecord({ box, landmarks }: FoundFace): FaceRecord {
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

/** Returns a head as PNG and its thumbnail as JPEG. */
export async function encodeHead(head: Uint8Array): Promise<{ readonly png: Uint8Array; readonly thumb: Uint8Array }> {
  const picture = sharp(head, { raw: { width: headSize, height: headSize, channels: 3 } });
  const [png, thumb] = await Promise.all([
    picture.clone().png(compression).toBuffer(),
    picture.clone().resize(thumbSize, thumbSize).jpeg({ quality: thumbQuality }).toBuffer(),
  ]);
  return { png, thumb };
}
