import { existsSync, lstatSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { isJobEvent } from '../../../src/jobs/protocol/jobEventSchema';
import { buildSpellingPattern } from '../../../src/options/spelling';
import { readProjectContent } from '../../../src/projects/content';
import { chooseFreeResult } from '../../../src/projects/freeResult';
import { addModel, addModelByPreset } from '../../../src/projects/models';
import { addPerson, addSource } from '../../../src/projects/people';
import { createProject, findProjectFault, readProject } from '../../../src/projects/project';
import { buildDfmJobs, buildProjectJobs } from '../../../src/projects/requests';
import { isFolderName } from '../../../src/shared/folderName';
import { train } from '../../../src/stages/train/stage';
import { resolveTrainingChoice } from '../../../src/stages/train/trainingChoice';
import { Random } from '../../../src/tensor/random';
import { trainerNames } from '../../../src/training/models/models';
import { findPreset, getShippedPresetsFolder } from '../../../src/training/settings/presets';
import { writeFaces } from '../../support/training/syntheticFaces';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'project-'));
  return () => rm(folder, { recursive: true });
});

const sound = {
  version: 1,
  people: [{ name: 'alice', consent: 'agreed' }, { name: 'ボブ' }],
  models: [{ name: 'ab', a: 'alice', b: 'ボブ', trainer: 'nimble' }],
};

test('a project lists its people and models, and reads their content from its folders', async () => {
  await createProject(folder);
  await addPerson(folder, { name: 'alice', consent: 'agreed' });
  await addPerson(folder, { name: 'ボブ' });
  await addModel(folder, { name: 'ab', a: 'alice', b: 'ボブ', trainer: 'nimble' });
  expect(await readProject(folder)).toEqual(sound);
  for (const name of ['clip.mp4', 'clip.mov']) await writeFile(join(folder, name), '');
  const sources = [
    await addSource(folder, 'alice', join(folder, 'clip.mp4')),
    await addSource(folder, 'alice', join(folder, 'clip.mp4')),
    await addSource(folder, 'alice', join(folder, 'clip.mov')),
  ];
  expect(sources.map((path) => path.slice(folder.length))).toEqual([
    '/people/alice/sources/clip.mp4',
    '/people/alice/sources/clip-2.mp4',
    '/people/alice/sources/clip-3.mov',
  ]);
  expect(lstatSync(sources[0]!).isSymbolicLink()).toBe(true);
  expect(await realpath(sources[0]!)).toBe(await realpath(join(folder, 'clip.mp4')));
  for (const face of [
    'loose.png',
    'person_010/1.png',
    'person_010/2.png',
    'person_010/.1234.part-3.png',
    'person_002/1.png',
    'person_002/2.png',
  ]) {
    await mkdir(join(folder, 'people/alice/faces', face, '..'), { recursive: true });
    await writeFile(join(folder, 'people/alice/faces', face), '');
  }
  const { people, models } = await readProjectContent(folder);
  expect(people[0]).toMatchObject({ name: 'alice', sources: sources.toSorted() });
  expect(people[0]!.facesets.map(({ path, faces }) => [path.split('/').at(-1), faces])).toEqual([
    ['person_002', 2],
    ['person_010', 2],
    ['faces', 1],
  ]);
  expect(people[1]).toMatchObject({ name: 'ボブ', facesets: [] });
  expect(models).toEqual([{ ...sound.models[0], path: join(folder, 'models/ab'), iterations: 0 }]);
});

test('a file that cannot contain faces is not a source', async () => {
  await createProject(folder);
  await addPerson(folder, { name: 'alice' });
  await mkdir(join(folder, 'photos'));
  await expect(addSource(folder, 'alice', join(folder, 'photos'))).rejects.toThrow(/a folder of images/);
  await expect(addSource(folder, 'alice', join(folder, 'faceswap.json'))).rejects.toThrow(/is not a video/);
  await writeFile(join(folder, 'photos/1.jpg'), '');
  expect(await addSource(folder, 'alice', join(folder, 'photos'))).toBe(join(folder, 'people/alice/sources/photos'));
});

test('a model that is created from a preset trains by that preset, also when other presets are added later', async () => {
  await createProject(folder);
  for (const name of ['alice', 'bob']) await addPerson(folder, { name });
  const preset = await findPreset('dny256', [getShippedPresetsFolder()]);
  const { models } = await addModelByPreset(folder, { name: 'ab-fine', a: 'alice', b: 'bob' }, preset);
  expect(models).toEqual([{ name: 'ab-fine', a: 'alice', b: 'bob', trainer: 'phaze_a' }]);
  const modelDir = join(folder, 'models/ab-fine');
  const choice = await resolveTrainingChoice({ modelDir, trainer: 'phaze_a' });
  expect(choice).toEqual({ trainer: 'phaze_a', settings: preset.values, warnings: [] });

  await writeFile(join(modelDir, 'train.ini'), '[global]\ncoverage = 80\n');
  await addModelByPreset(folder, { name: 'ab-fine', a: 'alice', b: 'bob' }, preset);
  expect(await readFile(join(modelDir, 'train.ini'), 'utf8')).toBe('[global]\ncoverage = 80\n');
});

test('a name selects the files of the project: its own alignments without their backups, and names are unique', async () => {
  await createProject(folder);
  await addPerson(folder, { name: 'alice' });
  const resolveInPerson = (path: string) => join(folder, 'people/alice', path);
  const buildRequests = (stage: 'extract' | 'clean-up') => buildProjectJobs(folder, stage, 'alice', {});
  await expect(buildRequests('clean-up')).rejects.toThrow('alice has no alignments yet');
  for (const name of ['a_alignments.fsa', 'a_alignments_bk_2026-05-03_10.00.00.fsa', 'a_alignments.fsa.progress'])
    await writeFile(resolveInPerson(`alignments/${name}`), '');
  expect(await buildRequests('clean-up')).toEqual([
    { alignments: resolveInPerson('alignments/a_alignments.fsa'), faces: resolveInPerson('faces') },
  ]);
  await writeFile(resolveInPerson('sources/a.mp4'), '');
  expect(await buildRequests('extract')).toEqual([
    {
      input: resolveInPerson('sources/a.mp4'),
      output: resolveInPerson('faces'),
      alignments: resolveInPerson('alignments/a_alignments.fsa'),
    },
  ]);
  await writeFile(resolveInPerson('sources/a.mov'), '');
  await expect(buildRequests('extract')).rejects.toThrow('a.mov and a.mp4 would have the same name');
});

test('the name of a report is that of a person, or else of a model, whose people are compared', async () => {
  await createProject(folder);
  for (const name of ['alice', 'bob']) {
    await addPerson(folder, { name });
    await writeFaces(join(folder, 'people', name, 'faces'), 2, 64);
  }
  for (const name of ['ab', 'bob']) await addModel(folder, { name, a: 'alice', b: 'bob', trainer: 'nimble' });
  const [alice, bob] = ['alice', 'bob'].map((name) => join(folder, 'people', name, 'faces'));
  expect(await buildProjectJobs(folder, 'report', 'alice', {})).toEqual([{ faces: alice }]);
  expect(await buildProjectJobs(folder, 'report', 'bob', {})).toEqual([{ faces: bob }]);
  expect(await buildProjectJobs(folder, 'report', 'ab', {})).toEqual([{ faces: alice, against: bob }]);
  await expect(buildProjectJobs(folder, 'report', 'carol', {})).rejects.toThrow('no person "carol"');
});

test('the settings files of a project apply to its jobs', async () => {
  await createProject(folder);
  for (const name of ['alice', 'bob']) await addPerson(folder, { name });
  await addModel(folder, { name: 'ab', a: 'alice', b: 'bob', trainer: 'nimble' });
  await writeFile(join(folder, 'people/alice/sources/a.mp4'), '');
  const buildFirstRequest = async (stage: 'extract' | 'convert' | 'preview', name: string) =>
    (await buildProjectJobs(folder, stage, name, {}))[0]!;
  expect((await buildFirstRequest('convert', 'ab')).config).toBeUndefined();
  for (const name of ['extract.ini', 'convert.ini']) await writeFile(join(folder, name), '');
  expect(await buildFirstRequest('extract', 'alice')).toMatchObject({
    config: join(folder, 'extract.ini'),
    alignFilters: true,
  });
  expect((await buildFirstRequest('convert', 'ab')).config).toBe(join(folder, 'convert.ini'));
  expect(await buildFirstRequest('preview', 'ab')).toMatchObject({
    input: join(folder, 'people/alice/sources/a.mp4'),
    output: join(folder, 'swaps/a-ab.stills.png'),
    config: join(folder, 'convert.ini'),
  });
});

test('a swap is named by its direction, and a folder of images is converted to a folder', async () => {
  await createProject(folder);
  for (const name of ['alice', 'bob']) await addPerson(folder, { name, consent: `${name} agreed` });
  await addModel(folder, { name: 'ab', a: 'alice', b: 'bob', trainer: 'nimble' });
  const clip = join(folder, 'people/alice/sources/a.mp4');
  await writeFile(clip, '');
  await mkdir(join(folder, 'people/bob/sources/photos'));
  const resolveInSwaps = (name: string) => join(folder, 'swaps', name);
  const [there] = await buildProjectJobs(folder, 'convert', 'ab', {});
  expect(there).toMatchObject({ input: clip, output: resolveInSwaps('a-ab.mp4') });
  await mkdir(resolveInSwaps(''));
  for (const name of ['a-ab.mp4', 'a-ab 2.mp4']) await writeFile(resolveInSwaps(name), 'result');
  const [again] = await buildProjectJobs(folder, 'convert', 'ab', {});
  expect(again).toMatchObject({ output: resolveInSwaps('a-ab 3.mp4') });
  expect(chooseFreeResult(resolveInSwaps('a-ab.mp4'), new Set([resolveInSwaps('a-ab 3.mp4')]))).toBe(
    resolveInSwaps('a-ab 4.mp4'),
  );
  const [back] = await buildProjectJobs(folder, 'convert', 'ab', { swapModel: true });
  expect(back).toMatchObject({
    output: resolveInSwaps('photos-ab-b-to-a'),
    consentA: 'alice agreed',
    consentB: 'bob agreed',
  });
  const [foreign] = await buildDfmJobs(folder, 'preview', '/m/star.dfm', 'alice', { maskType: 'none' });
  expect(foreign).toEqual({
    input: clip,
    alignments: join(folder, 'people/alice/alignments/a_alignments.fsa'),
    modelDir: '/m/star.dfm',
    output: resolveInSwaps('a-star.stills.png'),
    consentA: 'alice agreed',
    maskType: 'none',
  });
  await expect(buildDfmJobs(folder, 'convert', '/m/star.dfm', 'carol', {})).rejects.toThrow('no person "carol"');
});

test('names that are already used or not valid for a folder are refused, and nothing is written', async () => {
  await createProject(folder);
  await addPerson(folder, { name: 'alice' });
  const before = await readFile(join(folder, 'faceswap.json'), 'utf8');
  for (const name of [
    'alice',
    'Alice',
    '',
    '.',
    '..',
    '../x',
    'a/b',
    'a\\b',
    'con',
    'COM1',
    'x.',
    ' x',
    'x\0',
    '-n',
    'a'.repeat(65),
  ])
    await expect(addPerson(folder, { name }), name).rejects.toThrow(/not a valid name|already in use/);
  await expect(createProject(folder)).rejects.toThrow('is already a project');
  expect(await readFile(join(folder, 'faceswap.json'), 'utf8')).toBe(before);
  expect(await readdir(join(folder, 'people'))).toEqual(['alice']);
  expect(existsSync(join(folder, '..', 'x'))).toBe(false);
});

test.each([
  ['', 'not valid JSON'],
  ['{"version": 1, "people": [', 'not valid JSON'],
  ['[]', 'the value at / '],
  ['{"version": 2, "people": [], "models": []}', 'the value at /version'],
  [JSON.stringify({ ...sound, people: [{ name: '../alice' }] }), 'the value at /people/0/name'],
  [JSON.stringify({ ...sound, people: [{ name: 'alice' }, { name: 'alice' }] }), 'the value at /people/1/name'],
  [JSON.stringify({ ...sound, people: [] }), 'the value at /models/0 '],
  [JSON.stringify({ ...sound, models: {} }), 'the value at /models '],
])('the project file %j is refused with its error', async (text, fault) => {
  await writeFile(join(folder, 'faceswap.json'), text);
  await expect(readProject(folder)).rejects.toThrow(fault);
});

/** Returns a copy of a value in which one random part is replaced. */
function mutate(value: unknown, random: Random): unknown {
  const odd = [
    null,
    -1,
    Number.POSITIVE_INFINITY,
    '',
    '../..',
    'x'.repeat(5000),
    [],
    {},
    true,
    ['__proto__'],
    { name: 'alice' },
  ];
  if (typeof value !== 'object' || value === null || random.next() < 0.2) return odd[random.integer(odd.length)];
  const entries = Object.entries(value);
  const chosen = random.integer(entries.length + 1);
  const changed = entries.flatMap(([key, child], index): [string, unknown][] =>
    index !== chosen ? [[key, child]] : random.next() < 0.2 ? [] : [[key, mutate(child, random)]],
  );
  return Array.isArray(value) ? changed.map(([, child]) => child) : Object.fromEntries(changed);
}

test('every accepted project file has only names that stay inside the project', () => {
  const random = new Random(7);
  let accepted = 0;
  for (let i = 0; i < 20_000; i++) {
    const value = mutate(mutate(sound, random), random);
    if (findProjectFault(value) !== undefined) continue;
    accepted++;
    const project = value as typeof sound;
    const names = [...project.people, ...project.models].map(({ name }) => name);
    expect(names.every((name) => isFolderName(name) && join('/p', name) === `/p/${name}`)).toBe(true);
    expect(project.models.every(({ a, b }) => names.includes(a) && names.includes(b))).toBe(true);
  }
  expect(accepted).toBeGreaterThan(100);
});

test('only valid events of a job process are accepted', () => {
  const random = new Random(11);
  const step = { type: 'step', iteration: 3, lossA: 0.1, lossB: 0.2, stepsPerSecond: 2.5 };
  const result = { type: 'result', outcome: 'failed', reason: 'user', message: 'x', summary: { frames: 3 } };
  expect([step, result].every(isJobEvent)).toBe(true);
  for (let i = 0; i < 20_000; i++) {
    const value = mutate(i % 2 ? step : result, random);
    if (!isJobEvent(value)) continue;
    if (value.type === 'step') expect([typeof value.lossA, typeof value.iteration]).toEqual(['number', 'number']);
    else expect(value.type).toBe('result');
  }
  for (const value of [undefined, null, 7, 'x', [], {}, { type: 'toString' }, { type: '__proto__' }])
    expect(isJobEvent(value)).toBe(false);
});

test('the options and the schema of the project file know the kinds of model that can be trained', async () => {
  expect(train.options.trainer.choices).toEqual(trainerNames);
  const schema = JSON.parse(await readFile('schemas/faceswap.schema.json', 'utf8'));
  const [spelled, otherwise] = schema.properties.models.items.properties.trainer.anyOf;
  expect(spelled.enum).toEqual(train.options.trainer.choices);
  expect(otherwise.pattern).toBe(buildSpellingPattern(train.options.trainer.choices));
  const accepts = (text: string) => new RegExp(otherwise.pattern).test(text);
  expect(['dfl-h128', 'phaze a', 'dfl', 'nimbel'].map(accepts)).toEqual([true, true, false, false]);
  const { name } = schema.definitions;
  for (const text of ['alice', 'ボブ', 'a/b', '..', ' x', '-n'])
    expect(new RegExp(name.pattern).test(text), text).toBe(isFolderName(text));
});

test('an empty project file, one in UTF-16, and one that is no JSON are told apart; a mark of UTF-8 is no fault', async () => {
  const write = (content: string | Buffer) => writeFile(join(folder, 'faceswap.json'), content);
  await write('\n');
  await expect(readProjectContent(folder)).rejects.toThrow(/is not valid JSON: it is empty/);
  await write(Buffer.from(`\uFEFF${JSON.stringify(sound)}`, 'utf16le'));
  await expect(readProjectContent(folder)).rejects.toThrow(/is in UTF-16, which is not read here/);
  await write('{ "version": 1, "people": [');
  await expect(readProjectContent(folder)).rejects.toThrow(/is not valid JSON/);
  await write(`\uFEFF${JSON.stringify(sound)}`);
  expect((await readProjectContent(folder)).people).toHaveLength(2);
});
