import { chooseEvenly } from '../../shared/chooseEvenly';

/** Which frames of a source are measured. */
export interface FrameSample {
  /** Positions of the frames to measure, ascending. */
  readonly measured: readonly number[];
  /** Positions of the frames to read, ascending: those, and frames before some of them; absent where all are read. */
  readonly read?: readonly number[];
}

/** In so many of the measured frames flicker is measured: the two frames before each are read, too. */
const flickerFrames = 100;

/**
 * Chooses the frames of a source to measure.
 * @param positions of the frames with faces, ascending
 * @param most evenly spread frames to measure; 0 for all
 */
export function sampleFrames(positions: readonly number[], most: number): FrameSample {
  if (most === 0 || positions.length <= most) return { measured: positions };
  const measured = chooseEvenly(positions, most);
  const known = new Set(positions);
  const before = chooseEvenly(measured, flickerFrames).flatMap((at) =>
    [at - 1, at - 2].every((earlier) => known.has(earlier)) ? [at - 2, at - 1] : [],
  );
  return { measured, read: [...new Set([...measured, ...before])].sort((a, b) => a - b) };
}
