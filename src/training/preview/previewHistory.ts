import { writeFileAtomic } from '../../files/atomicFile';
import { defaultDisclosureXmp } from '../../media/aiDisclosure';
import { encodeJpeg } from '../../media/imageFile';
import type { PreviewRecord } from '../../shared/previewRecord';
import type { CropGeometry } from '../data/cropGeometry';
import type { Side } from '../models/model';
import { measureFineDetail } from './fineDetail';
import { locateFeatures } from './places';
import type { PreviewFaces } from './previewFaces';
import { computePatchSize } from './previewFaces';
import { getPreviewImagePath, readPreviewRecord, thinOutPictures, writePreviewRecord } from './previewFolder';
import { drawPreviewSheet, type PreviewOutputs } from './previewSheet';

export interface RenderedPreview {
  /** Iterations the model has had. */
  readonly iteration: number;
  readonly outputs: PreviewOutputs;
  /** `performance.now()` of when training was interrupted for it. */
  readonly begunAt: number;
}

/** Keeps the previews of a model, thinned out the older they are, for whoever watches it learn. */
export class PreviewHistory {
  readonly #modelDir: string;
  readonly #geometry: CropGeometry;
  #record: PreviewRecord;

  private constructor(modelDir: string, geometry: CropGeometry, record: PreviewRecord) {
    this.#modelDir = modelDir;
    this.#geometry = geometry;
    this.#record = record;
  }

  /** Goes on after `iteration`: what a killed run drew beyond its last save is forgotten. */
  static async open(
    modelDir: string,
    geometry: CropGeometry,
    faces: Readonly<Record<Side, PreviewFaces>>,
    iteration: number,
  ): Promise<PreviewHistory> {
    const patch = computePatchSize(geometry);
    const rows = Math.min(faces.a.count, faces.b.count);
    const places = (side: Side) => faces[side].landmarks.slice(0, rows).map((points) => locateFeatures(points, patch));
    const set = { a: places('a'), b: places('b') };
    const known = await readPreviewRecord(modelDir);
    const isSame = known?.patch === patch && known.covered === geometry.outputSize;
    const sets = isSame ? [...known.sets] : [];
    if (JSON.stringify(sets.at(-1)) !== JSON.stringify(set)) sets.push(set);
    const pictures = isSame ? known.pictures.filter((picture) => picture.iteration <= iteration) : [];
    return new PreviewHistory(modelDir, geometry, { patch, covered: geometry.outputSize, sets, pictures });
  }

  /** @throws UserError when the disk is full or may not be written */
  async add({ iteration, outputs, begunAt }: RenderedPreview): Promise<void> {
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
      drawnMs: Math.round(performance.now() - begunAt),
      a: measureFineDetail(sheet, patch, set.a, 'a'),
      b: measureFineDetail(sheet, patch, set.b, 'b'),
    };
    const others = before.filter((one) => one.iteration !== iteration);
    this.#record = removeUnusedSets({ ...this.#record, pictures: [...thinOutPictures([...others, picture])] });
    await writePreviewRecord(this.#modelDir, this.#record);
  }
}

/** Of sets that no picture shows any more, nothing is kept but the newest, which the next picture shows. */
function removeUnusedSets(record: PreviewRecord): PreviewRecord {
  const last = record.sets.length - 1;
  const used = record.sets.map((_, i) => i === last || record.pictures.some(({ set }) => set === i));
  const renumbered = (set: number) => used.slice(0, set).filter(Boolean).length;
  return {
    ...record,
    sets: record.sets.filter((_, i) => used[i]),
    pictures: record.pictures.map((picture) => ({ ...picture, set: renumbered(picture.set) })),
  };
}
