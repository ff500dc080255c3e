import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import type { PreviewRecord } from '../../../src/shared/previewRecord';
import { getPreviewImagePath, writePreviewRecord } from '../../../src/training/preview/previewFolder';
import { openEvaluationLog } from '../../../src/training/store/curves/evaluationLog';
import { openLossLog } from '../../../src/training/store/lossLog';
import { getModelCardPath } from '../../../src/training/store/modelFiles';
import { writeUntrainedModel } from '../training/untrainedModel';

export interface RecordedModel {
  readonly iterations?: number;
  readonly notes?: string;
}

/** Writes a `nimble` model with all that a training records of it: losses, previews of two pairs of faces, a card. */
export async function writeRecordedModel(
  modelDir: string,
  { iterations = 40, notes = '' }: RecordedModel = {},
): Promise<void> {
  await writeUntrainedModel(modelDir);
  const log = await openLossLog(modelDir, 0);
  for (let iteration = 1; iteration <= iterations; iteration++) {
    const losses = { ssim_a: 0.4 / iteration, ssim_b: 0.5 / iteration, mse_a: 0.1 / iteration, mse_b: 0.2 / iteration };
    log.onIteration({ iteration, seconds: 2 * iteration, lossA: 0.5 / iteration, lossB: 0.7 / iteration, losses });
  }
  log.close();
  const evaluations = await openEvaluationLog(modelDir, 0, () => undefined);
  for (const iteration of [10, 20, 30, 40])
    evaluations.append({
      ...{ iteration, seconds: 2 * iteration, kind: 'save', faces: 8 },
      figures: { margin: iteration / 100 - 0.3, likenessToA: 1 - iteration / 100, detail: 0.5 },
    });
  evaluations.close();
  writeFileSync(getModelCardPath(modelDir), `# card\n\n## Notes\n${notes}`);
  await writePreviews(modelDir, [10, 20, iterations]);
}

const [patch, rows] = [32, 2];

async function writePreviews(modelDir: string, iterations: readonly number[]): Promise<void> {
  const box = { x: 4, y: 4, width: 8, height: 4 };
  const places = Array.from({ length: rows }, () => ({ eyes: box, mouth: box }));
  const detail = { eyes: 0.5, mouth: 0.5 };
  const record: PreviewRecord = {
    ...{ patch, covered: 24, sets: [{ a: places, b: places }] },
    pictures: iterations.map((iteration) => ({
      ...{ iteration, seconds: iteration, set: 0, bytes: 1000, drawnMs: 1, a: detail, b: detail },
    })),
  };
  mkdirSync(join(modelDir, 'previews'), { recursive: true });
  for (const iteration of iterations)
    await sharp({ create: { width: 6 * patch, height: rows * patch, channels: 3, background: '#8a6050' } })
      .jpeg()
      .toFile(getPreviewImagePath(modelDir, iteration));
  await writePreviewRecord(modelDir, record);
}
