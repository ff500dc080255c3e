import { basename } from 'node:path';
import { findMeasure } from '../../facesets/measures/measures';
import { listLonelyShares } from '../../facesets/survey/comparisons';
import type { FaceSurvey } from '../../facesets/survey/faceSurvey';
import { computeFigures, countDuplicates, countPoses } from '../../facesets/survey/figures';
import type { Finding } from '../../facesets/survey/finding';
import { figuresFormats } from './figuresStart';

/** What a report on faces is made of. */
export interface FacesReport {
  readonly a: FaceSurvey;
  readonly b?: FaceSurvey;
  readonly findings: readonly Finding[];
}

/** Returns all figures of a report as JSON. */
export function renderFiguresFile({ a, b, findings }: FacesReport): string {
  const surveys = [a, ...(b ? [b] : [])];
  const poses = countPoses(surveys);
  const content = {
    format: figuresFormats.faces,
    version: 1,
    sets: surveys.map((survey, i) => ({
      set: 'AB'[i],
      folder: survey.folder,
      faces: survey.faces.length,
      nearDuplicates: countDuplicates(survey),
      measures: Object.fromEntries(
        computeFigures(survey).map(({ measure, ...figures }) => [
          measure,
          { unit: findMeasure(measure).unit, ...figures },
        ]),
      ),
      poses: poses[i],
      leftOut: survey.warnings,
    })),
    ...(b && {
      withoutCounterpart: Object.fromEntries(listLonelyShares(a, b).map(({ name, share }) => [name, share])),
    }),
    findings: findings.map(({ name, about, text, share, faces }) => ({
      name,
      about: { a: 'A', b: 'B', pair: 'A against B' }[about],
      text,
      share,
      faces: faces.map((face) => basename((about === 'b' ? b! : a).faces[face]!.path)),
    })),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}
