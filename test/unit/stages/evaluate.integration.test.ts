import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { readAlignments, writeAlignments } from '../../../src/facesets/alignments';
import { UserError } from '../../../src/shared/errors';
import type { JobEvent } from '../../../src/shared/jobEvents';
import { checkOutputs } from '../../../src/stages/checkOutputs';
import type { EvaluateOptions } from '../../../src/stages/evaluate/evaluateOptions';
import { evaluate } from '../../../src/stages/evaluate/run';
import { extract } from '../../../src/stages/extract/run';
import { makeFaceClip } from '../../support/media/faceClip';
import { createTemporaryFolder } from '../../support/media/ffmpegClips';
import { writeUntrainedModel } from '../../support/training/untrainedModel';

const folder = createTemporaryFolder();
const resolvePath = (name: string) => join(folder, name);
const events: JobEvent[] = [];
const job = { signal: new AbortController().signal, emit: (event: JobEvent) => void events.push(event) };
const frames = 9;

const options: EvaluateOptions = {
  ...{ input: resolvePath('a.mp4'), alignments: resolvePath('a.fsa'), result: resolvePath('a.mp4') },
  ...{ facesA: resolvePath('faces-a'), facesB: resolvePath('faces-b'), ceilingFrames: 2 },
};

beforeAll(async () => {
  for (const person of ['a', 'b'] as const) {
    const input = resolvePath(`${person}.mp4`);
    makeFaceClip(input, person, frames);
    await extract({ input, output: resolvePath(`faces-${person}`), alignments: resolvePath(`${person}.fsa`) }, job);
  }
  await writeUntrainedModel(resolvePath('model'));
});

function getValue(summary: Awaited<ReturnType<typeof evaluate>>, measure: string) {
  return summary.measures.find((row) => row.measure === measure)!;
}

test('a film that nobody swapped is A, and its ceiling is B', async () => {
  const output = resolvePath('values.json');
  const page = resolvePath('values.html');
  const summary = await evaluate({ ...options, output, page }, job);
  const html = readFileSync(page, 'utf8');
  expect(html).toContain('How good a.mp4 is');
  expect(html.match(/data:image\/jpeg/g)).toHaveLength(12); // six frames, before and after
  expect(html).toContain('likeness to B');
  expect(html).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
  await expect(checkOutputs('evaluate', { ...options, page } as never)).resolves.not.toThrow();
  expect(summary).toMatchObject({ frames, faces: frames, framesWithoutFace: 0 });
  expect(summary.judge).toContain('no independent judge');
  const toB = getValue(summary, 'likeness to B');
  expect(toB.value).toBeLessThan(0.5);
  expect(toB.best).toBeGreaterThan(0.6);
  expect(getValue(summary, 'likeness to A').value).toBeGreaterThan(0.9);
  expect(getValue(summary, 'frames nearer to B')).toMatchObject({ value: 0, best: 1 });
  for (const still of ['landmarks apart', 'skin apart from neck and forehead', 'flicker'])
    expect(getValue(summary, still).value, still).toBeCloseTo(0, 1);
  const file = JSON.parse(readFileSync(output, 'utf8'));
  expect(file.perFrame).toHaveLength(frames);
  expect(file.perFrame[0].values[0].likenessToA).toBeGreaterThan(0.9);
  await expect(checkOutputs('evaluate', { ...options, output } as never)).resolves.not.toThrow();
});

test('without a result the model is measured, beside what its output size allows', async () => {
  const { result: _, ...others } = options;
  const summary = await evaluate({ ...others, modelDir: resolvePath('model'), every: 4 }, job);
  expect(summary).toMatchObject({ frames: 3, outputSize: 64 });
  const detail = getValue(summary, 'fine detail');
  expect(detail.bestAtOutputSize).toBeLessThan(detail.best!);
  // What an untrained model draws is nobody.
  const toB = getValue(summary, 'likeness to B');
  expect(toB.value).toBeLessThan(toB.bestAtOutputSize!);
});

test('frames without a face are counted, and have no values', async () => {
  const { version, frames: records } = await readAlignments(options.alignments);
  const [first, ...others] = records;
  const alignments = resolvePath('fewer.fsa');
  const emptied = new Map([[first![0], { ...first![1], faces: [] }], ...others]);
  await writeAlignments(alignments, { version, frames: emptied });
  const summary = await evaluate({ ...options, alignments, ceilingFrames: 0 }, job);
  expect(summary).toMatchObject({ faces: frames - 1, framesWithoutFace: 1 });
});

test('the same is measured again', async () => {
  const one = { ...options, every: 4, ceilingFrames: 0 };
  expect(await evaluate(one, job)).toEqual(await evaluate(one, job));
});

test('a sample tells about the same as all frames, and of how many it is', async () => {
  events.length = 0;
  const [all, some] = [
    await evaluate({ ...options, ceilingFrames: 0 }, job),
    await evaluate({ ...options, ceilingFrames: 0, sampleFrames: 3 }, job),
  ];
  expect(some).toMatchObject({ frames: 3, framesWithFace: frames, faces: 3, framesWithoutFace: 0 });
  for (const measure of ['likeness to A', 'fine detail', 'flicker'])
    expect(getValue(some, measure).value, measure).toBeCloseTo(getValue(all, measure).value!, 1);
  const told = events.flatMap((event) => (event.type === 'log' ? event.message : []));
  expect(told.join('\n')).toContain('3 of the 9 frames with faces are measured');
});

const scale = ['-vf', 'scale=160:160'];
const mistakes: readonly [what: string, change: () => Partial<EvaluateOptions>, words: RegExp][] = [
  ['neither a result nor a model', () => ({ result: undefined as never }), /Say what to measure/],
  ['a result of another size', () => ({ result: cut('small.mp4', scale) }), /160 x 160.*240 x 240/],
  ['a result that ends earlier', () => ({ result: cut('short.mp4', ['-frames:v', '4']) }), /frame 5 is missing/],
  [
    'a result that ends later',
    () => ({ result: cut('long.mp4', ['-vf', 'tpad=stop=3:stop_mode=clone']) }),
    /has more frames/,
  ],
  [
    'a sample of a result that ends earlier',
    () => ({ result: resolvePath('short.mp4'), sampleFrames: 3 }),
    /frame 5 is missing/,
  ],
  [
    'a sample of a result that ends later',
    () => ({ result: resolvePath('long.mp4'), sampleFrames: 3 }),
    /has more frames/,
  ],
  ['another film', () => ({ result: resolvePath('b.mp4') }), /is no result of/],
  ['no faces', () => ({ facesB: folder }), /no faces in/],
  ['a network that is none', () => ({ identityNetwork: resolvePath('a.mp4') }), /no ONNX network/],
];

/** Returns the path of a copy of A's film that ffmpeg changes. */
function cut(name: string, change: readonly string[]): string {
  const path = resolvePath(name);
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-i', resolvePath('a.mp4'), ...change, path]);
  return path;
}

test.each(mistakes)('%s is told in one sentence', async (_, change, words) => {
  const wrong = { ...options, ...change() };
  const error = await evaluate(wrong, job).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).message).toMatch(words);
});

test('faces of somebody else are noticed', async () => {
  events.length = 0;
  await evaluate({ ...options, facesA: options.facesB, every: 4, ceilingFrames: 0 }, job);
  const warnings = events.flatMap((event) => (event.type === 'log' && event.level === 'warning' ? event.message : []));
  expect(warnings.join('\n')).toMatch(/does not show the person of/);
  expect(warnings.join('\n')).toMatch(/show nearly the same person/);
});

test('a file that no evaluation wrote is not replaced', async () => {
  const output = resolvePath('notes.json');
  writeFileSync(output, '{"mine": true}');
  await expect(checkOutputs('evaluate', { ...options, output } as never)).rejects.toThrow(/did not make it/);
});
