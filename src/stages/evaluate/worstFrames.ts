import { linearCutter } from '../../evaluation/cutLinear';
import { alignFace, computeCropMatrix } from '../../faces/alignment';
import type { Landmarks } from '../../faces/landmarks';
import { defaultDisclosureXmp } from '../../media/aiDisclosure';
import type { Image } from '../../media/frames';
import { encodeJpeg } from '../../media/imageFile';
import type { ReportPicture } from '../../reports/pictures';
import { throwIfCanceled } from '../../shared/errors';
import { t } from '../../shared/l10n';
import type { EvaluationFrame } from './evaluationFile';
import { type Evaluation, openSwappedFrames } from './measureFrames';

const mostFrames = 6;
/** Edge of a picture in pixels: twice what a page shows, for fine screens. */
const pictureSize = 224;

/** Reads the frames whose faces look least like B again, and returns their pictures: the source, then the result. */
export async function readWorstFrames(
  evaluation: Evaluation,
  frames: readonly EvaluationFrame[],
  signal: AbortSignal,
): Promise<ReportPicture[]> {
  const margins = frames.flatMap(({ index, values }) =>
    values.flatMap(({ margin }, face) => (typeof margin === 'number' ? [{ index, face, margin }] : [])),
  );
  const worst = margins.sort((a, b) => a.margin - b.margin).slice(0, mostFrames);
  const only = [...new Set(worst.map(({ index }) => index))].sort((a, b) => a - b);
  const pictures = new Map<(typeof worst)[number], ReportPicture[]>();
  for await (const { source, result } of openSwappedFrames(evaluation, only)) {
    throwIfCanceled(signal);
    for (const one of worst.filter(({ index }) => index === source.index)) {
      const landmarks = evaluation.faces.getFaces(source.name)[one.face];
      if (landmarks) pictures.set(one, await drawBoth(source, result, landmarks, one));
    }
  }
  return worst.flatMap((one) => pictures.get(one) ?? []);
}

async function drawBoth(
  source: Image,
  result: Image,
  landmarks: Landmarks,
  { index, margin }: { readonly index: number; readonly margin: number },
): Promise<ReportPicture[]> {
  const matrix = computeCropMatrix(alignFace(landmarks), { size: pictureSize, centering: 'head' });
  const draw = async (image: Image, caption: string): Promise<ReportPicture> => {
    const pixels = await linearCutter.warp(image, matrix, pictureSize, pictureSize);
    const head = { width: pictureSize, height: pictureSize, pixels };
    return {
      jpeg: await encodeJpeg(head, { quality: 85, xmp: defaultDisclosureXmp }),
      caption,
      description: t('{0}, frame {1}', caption, index + 1),
    };
  };
  return [
    await draw(source, t('Source, frame {0}', index + 1)),
    await draw(result, t('Result, margin {0}', margin.toFixed(2))),
  ];
}
