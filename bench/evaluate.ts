import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readAlignments, writeAlignments } from '../src/facesets/alignments';
import type { JobContext } from '../src/shared/jobEvents';
import { convert } from '../src/stages/convert/run';
import { evaluate } from '../src/stages/evaluate/run';
import { extract } from '../src/stages/extract/run';
import { measureMatmulGflops } from './matmul';
import { createSampleClip, createSampleModel } from './sampleFilm';

const job: JobContext = { signal: new AbortController().signal, emit: () => undefined };

/**
 * Converts a film of 720p and measures the result, one after the other: seconds of either, what share of the conversion the
 * evaluation takes, and the memory at its peak. By default the film is a moving view of a sample photo, whose faces are
 * found in its first frames and used again, and the model has been trained for one iteration.
 *
 *     npm run bench -- evaluate [--frames 1000] [--sample-frames 250] [--ceiling-frames 40] [--every N]
 *     npm run bench -- evaluate FILM ALIGNMENTS MODEL FACES_A FACES_B [options]
 */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      frames: { type: 'string', default: '1000' },
      'sample-frames': { type: 'string', default: '250' },
      'ceiling-frames': { type: 'string', default: '40' },
      every: { type: 'string' },
    },
  });
  const work = resolve('.cache/evaluate-bench');
  await mkdir(work, { recursive: true });
  const film = positionals.length > 0 ? readFilm(positionals) : await createFilm(work, Number(values.frames));
  const { input, alignments, modelDir, facesA, facesB } = film;
  const result = join(work, 'swapped.mp4');
  const [conversion, conversionSeconds] = await measureSeconds(() =>
    convert({ input, alignments, modelDir, output: result }, job),
  );
  const before = process.memoryUsage().rss;
  const [evaluation, evaluationSeconds] = await measureSeconds(() =>
    evaluate(
      {
        ...{ input, alignments, result, modelDir, facesA, facesB },
        ...{ ceilingFrames: Number(values['ceiling-frames']), sampleFrames: Number(values['sample-frames']) },
        ...(values.every !== undefined && { every: Number(values.every) }),
      },
      job,
    ),
  );
  console.log(
    JSON.stringify({
      frames: conversion.frames,
      framesMeasured: evaluation.frames,
      conversionSeconds: round(conversionSeconds),
      evaluationSeconds: round(evaluationSeconds),
      evaluationByConversion: round(evaluationSeconds / conversionSeconds),
      beforeMiB: Math.round(before / 2 ** 20),
      peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
      matmulGflops: Math.round(await measureMatmulGflops(0)),
    }),
  );
}

interface Film {
  readonly input: string;
  readonly alignments: string;
  readonly modelDir: string;
  readonly facesA: string;
  readonly facesB: string;
}

function readFilm([input, alignments, modelDir, facesA, facesB]: readonly string[]): Film {
  return { input, alignments, modelDir, facesA, facesB } as Film;
}

/** The view moves so slowly that the faces of the first frames fit many. */
const framesToExtract = 40;

async function createFilm(work: string, frames: number): Promise<Film> {
  const input = await createSampleClip(work, frames);
  const [faces, alignments] = [join(work, 'faces'), join(work, 'film.fsa')];
  const every = Math.max(1, Math.floor(frames / framesToExtract));
  await extract({ input, output: faces, alignments, every }, job);
  const { frames: found, ...others } = await readAlignments(alignments);
  const known = [...found.values()];
  const all = Array.from({ length: frames }, (_, i) => {
    const name = `sample-${frames}_${String(i + 1).padStart(6, '0')}.mp4`;
    return [name, known[Math.min(known.length - 1, Math.round(i / every))]!] as const;
  });
  await writeAlignments(alignments, { ...others, frames: new Map(all) });
  const modelDir = await createSampleModel(work, faces, job);
  return { input, alignments, modelDir, facesA: faces, facesB: faces };
}

async function measureSeconds<Result>(work: () => Promise<Result>): Promise<[Result, number]> {
  const start = performance.now();
  return [await work(), (performance.now() - start) / 1000];
}

function round(value: number): number {
  return Number(value.toFixed(2));
}
