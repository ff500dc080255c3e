import { realpath } from 'node:fs/promises';
import { findMeasure } from '../../facesets/measures/measures';
import type { FaceSurvey } from '../../facesets/survey/faceSurvey';
import { computeFigures } from '../../facesets/survey/figures';
import type { Finding } from '../../facesets/survey/finding';
import { listFindings } from '../../facesets/survey/findings';
import { surveyFaces } from '../../facesets/survey/surveyFaces';
import { writeFileAtomic } from '../../files/atomicFile';
import { UserError } from '../../shared/errors';
import type { JobContext } from '../../shared/jobEvents';
import { warnOfAll } from '../../shared/jobReporting';
import { localize, t } from '../../shared/l10n';
import { renderFacesPage } from './facesPage';
import { renderFiguresFile } from './figuresFile';

export interface FacesReportOptions {
  readonly faces: string;
  /** The faces of B. */
  readonly against?: string;
  /** The page to write. */
  readonly output?: string;
  /** The JSON file to write. */
  readonly data?: string;
}

/** A row of the table of figures. */
interface FigureRow {
  readonly measure: string;
  readonly unit: string;
  readonly set: 'A' | 'B';
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

export interface FacesReportSummary {
  readonly faces: number;
  readonly facesOfB?: number;
  readonly nearDuplicates: number;
  /** Of each measure what 5, 50 and 95 % of the faces are below. */
  readonly figures: readonly FigureRow[];
  readonly missing: readonly { readonly set: string; readonly statement: string }[];
  readonly output?: string;
  readonly data?: string;
}

/** Measures one set of faces or two, and says what is missing. @throws UserError; CanceledError */
export async function reportFaces(
  { faces, against, output, data }: FacesReportOptions,
  job: JobContext,
): Promise<FacesReportSummary> {
  await assertFoldersDiffer(faces, against);
  const a = await surveyFaces(faces, job);
  const b = against === undefined ? undefined : await surveyFaces(against, job);
  warnOfAll([...a.warnings, ...(b?.warnings ?? [])], job);
  const findings = listFindings(a, b);
  if (output !== undefined) await writeFileAtomic(output, await renderFacesPage({ a, ...(b && { b }), findings }));
  if (data !== undefined) await writeFileAtomic(data, renderFiguresFile({ a, ...(b && { b }), findings }));
  return {
    faces: a.faces.length,
    ...(b && { facesOfB: b.faces.length }),
    nearDuplicates: a.originals.reduce((count, original, face) => count + (original === face ? 0 : 1), 0),
    figures: listRows(a, b),
    missing: findings.map((finding) => ({ set: formatSide(finding), statement: finding.text })),
    ...(output !== undefined && { output }),
    ...(data !== undefined && { data }),
  };
}

async function assertFoldersDiffer(faces: string, against: string | undefined): Promise<void> {
  if (against === undefined) return;
  const [realA, realB] = await Promise.all([faces, against].map((path) => realpath(path).catch(() => path)));
  if (realA === realB)
    throw new UserError(
      t('A and B are the same folder, {0}: there is nothing to swap. Choose the faces of another person for B.', faces),
    );
}

export function formatSide({ about }: Pick<Finding, 'about'>): string {
  return { a: 'A', b: 'B', pair: 'A → B' }[about];
}

function listRows(a: FaceSurvey, b: FaceSurvey | undefined): FigureRow[] {
  const sides = [{ set: 'A', survey: a } as const, ...(b ? [{ set: 'B', survey: b } as const] : [])];
  const rows = sides.flatMap(({ set, survey }) => computeFigures(survey).map((figures) => ({ set, ...figures })));
  const names = [...new Set(rows.map(({ measure }) => measure))];
  return names.flatMap((name) =>
    rows
      .filter(({ measure }) => measure === name)
      .map(({ set, low, middle, high }) => {
        const { label, unit } = findMeasure(name);
        const round = (value: number) => Number(value.toFixed(2));
        return { measure: localize(label), unit, set, low: round(low), middle: round(middle), high: round(high) };
      }),
  );
}
