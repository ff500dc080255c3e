import { copyFileSync, linkSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { defaultDisclosureXmp } from '../../../src/media/aiDisclosure';
import { encodeJpeg, encodePng } from '../../../src/media/imageFile';
import { openVideoWriter } from '../../../src/media/videoWriter';
import { UserError } from '../../../src/shared/errors';
import { checkOutputs } from '../../../src/stages/checkOutputs';
import { frames } from '../../../src/stages/frames/run';
import { checkStageOptions, type StageName, stages } from '../../../src/stages/stages';
import { encodeModel } from '../../../src/tensor/onnx/model';
import { createWaves } from '../../support/conversion/syntheticFace';
import { createTemporaryFolder, makeCountingClip } from '../../support/media/ffmpegClips';
import { createJobContext, makeFaceset } from '../../support/stages/syntheticFaceset';

const folder = createTemporaryFolder();
const resolvePath = (...names: string[]) => join(folder, ...names);
const film = makeCountingClip(resolvePath('film.mp4'), 5);
const image = createWaves(64, 48);
const png = await encodePng(image);
writeFileSync(resolvePath('faces.fsa'), 'x');
for (const name of ['faces', 'model']) mkdirSync(resolvePath(name));

const inputs = { input: film, alignments: resolvePath('faces.fsa'), modelDir: resolvePath('model') };
const training = { inputA: resolvePath('faces'), inputB: resolvePath('faces') };

/** Says why a stage may not write to `output`; undefined where it may. */
async function refuse(stage: StageName, output: string, more: object = {}): Promise<string | undefined> {
  const given = { ...inputs, ...training, output, ...more };
  const known = stages.find(({ name }) => name === stage)!.options;
  const options = Object.fromEntries(Object.entries(given).filter(([key]) => key in known));
  const error = await checkOutputs(stage, checkStageOptions(stage, options)).then(
    () => undefined,
    (problem: unknown) => problem,
  );
  if (error !== undefined) expect(error).toBeInstanceOf(UserError);
  return (error as Error | undefined)?.message;
}

function makeFolder(name: string, files: Readonly<Record<string, Uint8Array>>): string {
  mkdirSync(resolvePath(name));
  for (const [file, bytes] of Object.entries(files)) writeFileSync(resolvePath(name, file), bytes);
  return resolvePath(name);
}

it('every stage says of each output what it makes of it', () => {
  for (const stage of stages) {
    const paths = Object.keys(stage.options).filter((key) => /^output$|Output$/.test(key));
    const options = Object.fromEntries(Object.keys(stage.options).map((key) => [key, `/${key}`]));
    const written = stage.listOutputs(options as never).map(({ path }) => path);
    for (const key of paths) expect(written, stage.name).toContain(`/${key}`);
  }
});

it('a file that this program did not make is not replaced', async () => {
  const files: [StageName, string][] = [
    ['convert', 'b.mp4'],
    ['convert', 'b.mkv'],
    ['timelapse', 'b.webm'],
    ['preview', 'photo.png'],
    ['model-export', 'other.onnx'],
    ['model-export', 'other.dfm'],
  ];
  for (const [stage, name] of files) {
    copyFileSync(film, resolvePath(name));
    expect(await refuse(stage, resolvePath(name), { input: resolvePath('faces') }), name).toMatch(/did not make it/);
    expect(await refuse(stage, resolvePath(`new-${name}`), { input: resolvePath('faces') })).toBeUndefined();
  }
  symlinkSync(film, resolvePath('link.mkv'));
  symlinkSync(resolvePath('nothing'), resolvePath('dangling.mp4'));
  for (const name of ['link.mkv', 'dangling.mp4'])
    expect(await refuse('convert', resolvePath(name), { input: resolvePath('faces') })).toMatch(/did not make it/);
  expect(await refuse('extract', resolvePath('new'), { alignments: resolvePath('photo.png') })).toMatch(/did not make/);
  expect(await refuse('model-inference', resolvePath('faces'))).toMatch(/already exists/);
});

it('what this program has made may be replaced', async () => {
  for (const ending of ['mp4', 'mov', 'mkv', 'webm']) {
    const path = resolvePath(`own.${ending}`);
    const writer = await openVideoWriter(path, { ...image, frameRate: { numerator: 10, denominator: 1 } });
    await writer.write({ ...image, name: '' });
    await writer.finish();
    expect(await refuse('convert', path), ending).toBeUndefined();
  }
  const pictures = {
    'a.png': await encodePng(image, { xmp: defaultDisclosureXmp }),
    'b.jpg': await encodeJpeg(image, { quality: 90, xmp: defaultDisclosureXmp }),
  };
  const results = makeFolder('results', { ...pictures, 'alignments.fsa': png });
  expect(await refuse('convert', results)).toBeUndefined();
  expect(await refuse('train', '', { timelapseOutput: results, modelDir: resolvePath('model') })).toBeUndefined();
  expect(await refuse('preview', join(results, 'a.png'))).toBeUndefined();
  const graph = { name: 'g', nodes: [], initializers: [], inputs: [], outputs: [] };
  writeFileSync(resolvePath('own.onnx'), encodeModel(graph));
  expect(await refuse('model-export', resolvePath('own.onnx'))).toBeUndefined();
});

it('a folder of other pictures is refused by every stage that writes pictures', async () => {
  const photos = makeFolder('photos', { 'film_000001.png': png, 'IMG_1.JPG': png });
  for (const stage of ['convert', 'frames', 'extract'] as const)
    expect(await refuse(stage, photos), stage).toMatch(/contains pictures .* \(2, such as IMG_1\.JPG\)/);
  expect(await refuse('sort', photos, { input: resolvePath('faces') })).toMatch(/contains pictures .* \(2, /);
  expect(await refuse('train', '', { timelapseOutput: photos })).toMatch(/contains pictures .* \(2, /);
  expect(await refuse('train', '', { modelDir: photos })).toMatch(/contains no model, but other files \(2\)/);
  expect(readdirSync(photos)).toHaveLength(2);
});

it('frames are continued where they are of the same video, and never where another picture has their name', async () => {
  const output = resolvePath('stills');
  await frames({ input: film, output }, createJobContext());
  expect(await refuse('frames', output)).toBeUndefined();
  const other = makeCountingClip(resolvePath('other.mp4'), 3);
  expect(await refuse('frames', output, { input: other })).toBeUndefined();
  mkdirSync(resolvePath('elsewhere'));
  const namesake = makeCountingClip(resolvePath('elsewhere', 'film.mp4'), 3);
  expect(await refuse('frames', output, { input: namesake })).toMatch(/film_000001\.png/);
  expect(await refuse('convert', output)).toMatch(/contains pictures .* \(5, /);
});

it('a folder of faces stays one with a foreign picture in it, unless that has the name of a face', async () => {
  const faces = resolvePath('faceset');
  await makeFaceset(faces, [{ frame: 'film_000001.mp4', index: 0 }]);
  writeFileSync(join(faces, 'note.png'), png);
  expect(await refuse('extract', faces)).toBeUndefined();
  writeFileSync(join(faces, 'film_000002_0.png'), png);
  expect(await refuse('extract', faces)).toMatch(/such as film_000002_0\.png/);
});

it('no output is an input, by whatever path, link or spelling', async () => {
  symlinkSync(film, resolvePath('same.mp4'));
  linkSync(film, resolvePath('hard.mp4'));
  for (const output of [film, resolvePath('same.mp4'), resolvePath('hard.mp4'), resolvePath('faces', '..', 'film.mp4')])
    expect(await refuse('convert', output)).toMatch(/is the same as the input/);
  symlinkSync(resolvePath('faces'), resolvePath('faces-link'));
  expect(await refuse('extract', resolvePath('faces-link'), { input: resolvePath('faces') })).toMatch(/is the same as/);
  expect(await refuse('train', '', { modelDir: resolvePath('faces') })).toMatch(/is the same as the input/);
  expect(await refuse('extract', resolvePath('x'), { alignments: resolvePath('x') })).toMatch(/Two outputs/);
  const before = readFileSync(film);
  expect(readFileSync(resolvePath('same.mp4')).equals(before)).toBe(true);
});

it('a folder in the place of a file is named', async () => {
  const path = resolvePath('folder.mp4');
  mkdirSync(path);
  expect(await refuse('convert', path)).toMatch(/folder\.mp4 is a folder/);
  await sharp(png).toFile(join(path, 'picture.png'));
  expect(await refuse('timelapse', path)).toMatch(/is a folder/);
});

it('a name that fits neither a video nor a folder is refused, with what fits', async () => {
  for (const name of ['film', 'film.png', 'film.foo', 'film.avi', 'film.mp3', '.mp4'])
    expect(await refuse('convert', resolvePath(name)), name).toMatch(
      /cannot be written: a video must end in \.mp4, .*\.m2ts, and a folder for images in \/\.$/,
    );
  for (const name of ['film.m2ts', 'FILM.MKV', 'new-stills/', 'take.1/', 'faces'])
    expect(await refuse('convert', resolvePath(name).concat(name.endsWith('/') ? '/' : '')), name).toBeUndefined();
  const stills = makeFolder('pictures', { 'a.png': png });
  for (const name of ['result', 'result.2'])
    expect(await refuse('convert', resolvePath(name), { input: stills })).toBeUndefined();
  expect(await refuse('convert', resolvePath('result.png'), { input: stills })).toMatch(/must be a folder/);
  for (const stage of ['frames', 'extract'] as const)
    for (const name of ['out.png', 'out.mp4'])
      expect(await refuse(stage, resolvePath(name)), name).toMatch(
        /must be a folder, but its name ends as that of a file/,
      );
});
