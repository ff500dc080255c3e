// Two clips in, a swapped clip and a page that shows it out: each step through the command line, as a user would type it.
import { rm } from 'node:fs/promises';
import { join, parse, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CanceledError, UserError } from '../../src/shared/errors';
import { cancelledExitCode, runFaceswap } from './commandLine';
import { readLosses } from './lossLog';
import { writePage } from './page';
import { makeSampleClips } from './sampleClips';

const trainingMs = 240_000;

/** A machine that has become slower since its pace was taken is not waited for: the training is stopped, and saves. */
const slowestMs = 270_000;

/** Small batches: in four minutes many small steps teach more than few large ones. */
const batchSize = 8;

/** The first iterations are slow, until memory is in place: the pace is that of the last ones. */
const trialIterations = 50;
const paceIterations = 20;

/** Where the demo of two videos keeps its files; that of the sample clips is `demo` itself. */
function chooseFolder(videos: readonly string[]): string {
  return resolve('demo', videos.map((video) => parse(video).name).join('_'));
}

async function runDemo(videos: readonly string[]): Promise<void> {
  if (videos.length !== 0 && videos.length !== 2)
    throw new UserError('The demo takes no videos, or two: npm run demo -- a.mp4 b.mp4');
  const started = Date.now();
  const folder = chooseFolder(videos);
  console.log(videos.length === 0 ? 'Making two clips from the sample photos …' : 'Using your two videos.');
  const [a, b] = videos.length === 0 ? await makeSampleClips(join(folder, 'clips')) : videos;
  const facesA = await extractFaces(a!, join(folder, 'a'));
  const facesB = await extractFaces(b!, join(folder, 'b'));
  const modelDir = join(folder, 'model');
  await train(facesA, facesB, modelDir);
  const swapped = join(folder, 'swapped.mp4');
  const alignments = join(folder, 'a', 'alignments.fsa');
  await runFaceswap([
    'convert',
    '--input',
    a!,
    '--alignments',
    alignments,
    '--model-dir',
    modelDir,
    '--output',
    swapped,
  ]);
  const page = await writePage({ folder, before: a!, other: b!, after: swapped, modelDir, facesA, facesB });
  console.log(`
Done in ${Math.round((Date.now() - started) / 1000)} seconds.
  The swapped video:  ${swapped}
  Before and after:   ${pathToFileURL(page).href}
The face in the swapped video is made with AI, and the file says so. Run the demo again to train four minutes more.`);
}

/** Extracts the faces of `video` and keeps the person who is seen most; resolves with the folder of that person's faces. */
async function extractFaces(video: string, folder: string): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  const faces = join(folder, 'faces');
  const people = join(folder, 'people');
  const alignments = join(folder, 'alignments.fsa');
  await runFaceswap(['extract', '--input', video, '--output', faces, '--alignments', alignments]);
  await runFaceswap(['sort', '--input', faces, '--output', people, '--sort-by', 'face', '--group-by', 'face']);
  const person = join(people, 'person_000');
  await runFaceswap(['clean-up', '--alignments', alignments, '--faces', person]);
  return person;
}

/** Trains for about four minutes, or four minutes more: some iterations to learn the pace, then as many as fit. */
async function train(facesA: string, facesB: string, modelDir: string): Promise<void> {
  const started = Date.now();
  const people = ['--input-a', facesA, '--input-b', facesB, '--model-dir', modelDir];
  const options = ['--trainer', 'nimble', '--batch-size', String(batchSize)];
  const trainTo = (iterations: number) =>
    runFaceswap(['train', ...people, ...options, '--iterations', String(iterations)], slowestMs);
  console.log(
    `\nTraining: ${trialIterations} iterations to learn the pace of this machine, then four minutes of them.`,
  );
  const before = (await readLosses(modelDir)).length;
  await trainTo(before + trialIterations);
  const log = await readLosses(modelDir);
  const [from, to] = [log.at(-paceIterations - 1)!, log.at(-1)!];
  const secondsLeft = (trainingMs - (Date.now() - started)) / 1000;
  const more = Math.max(0, Math.floor((secondsLeft * paceIterations) / (to.seconds - from.seconds)));
  if (more > 0) await trainTo(log.length + more);
}

try {
  await runDemo(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UserError || error instanceof CanceledError)) throw error;
  process.stderr.write(`\n${error.message}\n`);
  process.exitCode = error instanceof CanceledError ? cancelledExitCode : 1;
}
