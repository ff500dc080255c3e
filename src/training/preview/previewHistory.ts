import { writeFileAtomic } from '../../files/atomicFile';
import { defaultDisclosureXmp } from '../../media/aiDisclosure';
import { encodeJpeg } from '../../media/imageFile';
import type { PreviewRecord } from '../../shared/previewRecord';
import type { CropGeometry } from '../data/cropGeometry';
import type { Side } from '../models/model';
import { locateFeatures, measureFineDetail } from './fineDetail';
import type { PreviewFaces } from './previewFaces';
import { computePatchSize } from './previewFaces';
import {
  getPreviewImagePath,
  keepUnknownPictures,
  readPreviewRecord,
  thinOutPictures,
  writePreviewRecord,
} from './previewFolder';
import { drawPreviewSheet, type PreviewOutputs } from './previewSheet';

export interface RenderedPreview {
  /** Iterations of the model. */
  readonly iteration: number;
  readonly outputs: PreviewOutputs;
  /** Value of `performance.now()` at which the training was interrupted for it. */
  readonly startedAt: number;
}

/** Keeps the previews of a model for the training monitor, fewer of the older ones. */
export class PreviewHistory {
  readonly #modelDir: string;
  readonly #geometry: CropGeometry;
  #record: PreviewRecord;

  private constructor(modelDir: string, geometry: CropGeometry, record: PreviewRecord) {
    this.#modelDir = modelDir;
    this.#geometry = geometry;
    this.#record = record;
  }

  /** Opens the history to continue after `iteration`. Previews of a killed run after its last save are dropped. */
  static async open(
    modelDir: string,
    geometry: CropGeometry,
    faces: Readonly<Record<Side, PreviewFaces>>,
    iteration: number,
  ): Promise<PreviewHistory> {
    const patch = computePatchSize(geometry);
    const rows = Math.min(faces.a.count, faces.b.count);
    const locateAll = (side: Side) =>
      faces[side].landmarks.slice(0, rows).map((points) => locateFeatures(points, patch));
    const set = { a: locateAll('a'), b: locateAll('b') };
    const known = await readPreviewRecord(modelDir);
    if (!known) await keepUnknownPictures(modelDir);
    const isSameLayout = known?.patch === patch && known.covered === geometry.outputSize;
    const sets = isSameLayout ? [...known.sets] : [];
    if (JSON.stringify(sets.at(-1)) !== JSON.stringify(set)) sets.push(set);
    const pictures = isSameLayout ? known.pictures.filter((picture) => picture.iteration <= iteration) : [];
    return new PreviewHistory(modelDir, geometry, { patch, covered: geometry.outputSize, sets, pictures });
  }

  /** Adds a preview, and saves the history. @throws UserError when the disk is full or not writable */
  async add({ iteration, outputs, startedAt }: RenderedPreview): Promise<void> {
    const { patch, sets, pictures: before } = this.#record;
    const sheet = drawPreviewSheet(outputs, this.#geometry);
    const jpeg = await encodeJpeg(sheet, { quality: 92, xmp: defaultDisclosureXmp });
    const path = getPreviewImagePath(this.#modelDir, iteration);
    await writeFileAtomic(path, jpeg);
    const set = sets.at(-1)!;
    const picture = {
      iteration,
      seconds: Math.round(Date.now()) / 1000,
      set: sets.length - 1,
      bytes: jpeg.length,
      drawnMs: Math.round(performance.now() - startedAt),
      a: measureFineDetail(sheet, patch, set.a, 'a'),
      b: measureFineDetail(sheet, patch, set.b, 'b'),
    };
    const others = before.filter((other) => other.iteration !== iteration);
    this.#record = removeUnusedSets({ ...this.#record, pictures: [...thinOutPictures([...others, picture])] });
    await writePreviewRecord(this.#modelDir, this.#record);
  }
}

/** Removes the sets of faces that no image shows any more, except for the newest one, which the next image shows. */
function removeUnusedSets(record: PreviewRecord): PreviewRecord {
  const last = record.sets.length - 1;
  const used = record.sets.map((_, i) => i === last || record.pictures.some(({ set }) => set === i));
  const renumber = (set: number) => used.slice(0, set).filter(Boolean).length;
  return {
    ...record,
    sets: record.sets.filter((_, i) => used[i]),
    pictures: record.pictures.map((picture) => ({ ...picture, set: renumber(picture.set) })),
  };
}
