import { checks } from './checks';
import { comparisons } from './comparisons';
import type { FaceSurvey } from './faceSurvey';
import type { Finding } from './finding';

/** States what is missing in a set of faces, and in B against A where there are two. */
export function listFindings(a: FaceSurvey, b?: FaceSurvey): Finding[] {
  const sides = [{ about: 'a', survey: a } as const, ...(b ? [{ about: 'b', survey: b } as const] : [])];
  const pair = b
    ? comparisons.flatMap(({ name, find }) => {
        const found = find(a, b);
        return found ? [{ name, about: 'pair' as const, ...found }] : [];
      })
    : [];
  return [
    ...pair,
    ...sides.flatMap(({ about, survey }) =>
      checks.flatMap(({ name, find }) => {
        const found = find(survey);
        return found ? [{ name, about, ...found }] : [];
      }),
    ),
  ];
}
