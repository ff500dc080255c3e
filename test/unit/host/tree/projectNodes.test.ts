import { expect, test } from 'vitest';
import { findFailedSources } from '../../../../src/host/tree/failedSources';
import { buildJobsNode } from '../../../../src/host/tree/jobNodes';
import type { MediaFacts } from '../../../../src/host/tree/mediaFacts';
import { buildProjectNodes, listShownFiles } from '../../../../src/host/tree/projectNodes';
import type { TreeNode } from '../../../../src/host/tree/treeNode';
import type { JobView } from '../../../../src/jobs/watch/jobView';
import type { ModelContent, PersonContent, ProjectContent } from '../../../../src/projects/content';

const createPerson = (name: string, more: Partial<PersonContent> = {}): PersonContent => ({
  name,
  consent: 'agreed',
  sources: [`/p/people/${name}/sources/clip.mp4`],
  facesPath: `/p/people/${name}/faces`,
  facesets: [{ path: `/p/people/${name}/faces`, faces: 3, picture: `/p/people/${name}/faces/0.png` }],
  ...more,
});

const createModel = (more: Partial<ModelContent> = {}): ModelContent => ({
  name: 'ab',
  a: 'alice',
  b: 'bob',
  trainer: 'nimble',
  path: '/p/models/ab',
  iterations: 12345,
  ...more,
});

const createProject = (more: Partial<ProjectContent>): ProjectContent => ({
  folder: '/p',
  people: [],
  models: [],
  swaps: [],
  ...more,
});

/** A line for each entry, indented by its depth. */
function formatOutline(nodes: readonly TreeNode[], depth = 0): string[] {
  return nodes.flatMap((node) => [
    `${'  '.repeat(depth)}${node.label}${node.description ? ` (${node.description})` : ''}`,
    ...formatOutline(node.children, depth + 1),
  ]);
}

test('a project without people is an empty tree, so that the welcome shows', () => {
  expect(buildProjectNodes(createProject({}))).toEqual([]);
});

test('clusters are listed below the faces with their counts, a picture and their share', () => {
  const facesPath = '/p/people/alice/faces';
  const facesets = ['person_000', 'person_001'].map((name, index) => ({
    path: `${facesPath}/${name}`,
    faces: index === 0 ? 1500 : 500,
    picture: `${facesPath}/${name}/0.png`,
  }));
  const nodes = buildProjectNodes(createProject({ people: [createPerson('alice', { facesets })] }));
  expect(formatOutline(nodes)).toEqual([
    'People',
    '  alice',
    '    clip.mp4',
    '    Faces (2,000 faces · 2 clusters)',
    '      person_000 (1,500 faces)',
    '      person_001 (500 faces)',
    '    Review the faces of alice…',
    '  Add the second person…',
    'Models',
    'Swaps',
  ]);
  const clusters = nodes[0]!.children[0]!.children[1]!.children;
  expect(clusters[0]).toMatchObject({ picture: facesets[0]!.picture, tooltip: ['person_000', '1,500 faces · 75 %'] });
  expect(clusters[0]!.open).toBe('faceswap.reviewFaces');
});

test('each part that is still empty shows the next step instead', () => {
  const fresh = createPerson('alice', { sources: [], facesets: [] });
  const filmed = createPerson('bob', { facesets: [] });
  const listHints = (content: Partial<ProjectContent>) =>
    flattenNodes(buildProjectNodes(createProject(content)))
      .filter(({ kind }) => kind === 'hint')
      .map(({ open, owner }) => [open, owner]);
  expect(listHints({ people: [fresh, filmed] })).toEqual([
    ['faceswap.addSource', 'alice'],
    ['faceswap.extractFaces', 'bob'],
  ]);
  const extracted = [createPerson('alice'), createPerson('bob')];
  expect(listHints({ people: extracted })).toEqual([
    ['faceswap.sortByFace', 'alice'],
    ['faceswap.sortByFace', 'bob'],
  ]);
  const people = ['alice', 'bob'].map((name) => {
    const path = `/p/people/${name}/faces/person_000`;
    return createPerson(name, { facesets: [{ path, faces: 10, picture: `${path}/0.png` }] });
  });
  expect(listHints({ people })).toEqual([['faceswap.train', undefined]]);
  expect(listHints({ people, models: [createModel({ iterations: 0 })] })).toEqual([]);
  expect(listHints({ people, models: [createModel()] })).toEqual([['faceswap.convert', undefined]]);
  expect(listHints({ people, models: [createModel()], swaps: ['/p/swaps/clip-ab.mp4'] })).toEqual([]);
});

test('a person without a consent note looks different from one with a note', () => {
  const { consent: _consent, ...silent } = createPerson('bob');
  const [alice, bob] = buildProjectNodes(createProject({ people: [createPerson('alice'), silent] }))[0]!.children;
  expect(alice).not.toHaveProperty('description');
  expect(alice!.tooltip).toContain('agreed');
  expect(bob!.description).toBe('no consent note');
});

test('a model shows its iterations and losses, and opens the monitor of its training', () => {
  const people = [createPerson('alice'), createPerson('bob')];
  const buildModelNode = (content: ModelContent) =>
    buildProjectNodes(createProject({ people, models: [content] }))[1]!.children[0]!;
  expect(buildModelNode(createModel())).toMatchObject({ description: '12,345 iterations', menu: 'model' });
  expect(buildModelNode(createModel())).not.toHaveProperty('picture');
  const trained = createModel({
    losses: { a: 0.03125, b: 0.02 },
    preview: '/p/models/ab/preview.png',
    timelapse: '/p/t',
  });
  expect(buildModelNode(trained)).toMatchObject({
    description: '12,345 iterations · A 0.0313 B 0.0200',
    menu: 'model.timelapse',
    open: 'faceswap.openMonitor',
    picture: '/p/models/ab/preview.png',
  });
});

test('identifiers are unique in the whole tree', () => {
  const people = ['alice', 'bob'].map((name) => createPerson(name));
  const ids = flattenNodes(
    buildProjectNodes(createProject({ people, models: [createModel()], swaps: ['/p/swaps/a.mp4'] })),
  ).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

const createJob = (id: string, more: Partial<JobView>): JobView => ({
  id,
  title: id,
  stage: 'extract',
  state: 'done',
  folder: `/p/.faceswap/jobs/${id}`,
  options: {},
  createdAt: '2026-01-01T00:00:00Z',
  ...more,
});

test('running jobs come first with their progress, then ended jobs, the latest first', () => {
  expect(buildJobsNode([])).toBeUndefined();
  const old = Array.from({ length: 7 }, (_, index) => createJob(`old ${index}`, {}));
  const jobs = [
    ...old,
    createJob('lost', {
      state: 'lost',
      options: { input: '/p/people/alice/sources/clip.mp4' },
      startedAt: '2026-01-01T12:00:00',
      endedAt: '2026-01-01T12:02:03',
    }),
    createJob('train', {
      stage: 'train',
      state: 'running',
      step: { type: 'step', iteration: 1234, lossA: 0.1, lossB: 0.2, secondsLeft: 75 },
    }),
    createJob('extract', {
      state: 'running',
      options: { input: '/p/people/bob/sources/b.mp4' },
      phase: { type: 'phase', name: 'Finding faces', total: 200, unit: 'frames' },
      progress: { type: 'progress', done: 90, total: 200, secondsLeft: 12 },
    }),
    createJob('sort', { state: 'queued' }),
  ];
  const node = buildJobsNode(jobs)!;
  expect(formatOutline([node])).toEqual([
    'Jobs',
    '  train (1,234 iterations · 1:15 left)',
    '  extract (b.mp4 · 45 % · 0:12 left · Finding faces)',
    '  sort (waiting)',
    '  lost (stopped unexpectedly · clip.mp4 · Jan 1, 12:00 PM · 2:03)',
    ...[6, 5, 4, 3].map((index) => `  old ${index} (done)`),
  ]);
  expect(node.children.map(({ menu }) => menu).slice(0, 4)).toEqual([
    'job.running.train',
    'job.running',
    'job.queued',
    'job.stopped',
  ]);
});

function flattenNodes(nodes: readonly TreeNode[]): TreeNode[] {
  return nodes.flatMap((node) => [node, ...flattenNodes(node.children)]);
}

test('a source whose extraction failed says so with the reason, until one does not fail', () => {
  const input = '/p/people/alice/sources/clip.mp4';
  const createExtraction = (id: string, state: JobView['state'], message?: string): JobView => ({
    ...{ id, state, stage: 'extract', title: 'Extract Faces: alice', folder: `/p/${id}`, options: { input } },
    createdAt: '2026-01-01T00:00:00Z',
    ...(message !== undefined && { result: { type: 'result', outcome: 'failed', message } }),
  });
  const failed = createExtraction('1', 'failed', `${input} cannot be read as a video. ![x](http://x/y.png)`);
  const buildSource = (jobs: readonly JobView[]) =>
    buildProjectNodes(createProject({ people: [createPerson('alice')] }), {
      failed: findFailedSources(jobs),
      find: () => undefined,
    })[0]!.children[0]!.children[0]!;
  expect(buildSource([failed])).toMatchObject({
    icon: 'error',
    description: 'failed',
    tooltip: [input, `failed: ${input} cannot be read as a video. ![x](http://x/y.png)`],
  });
  expect(buildSource([failed, createExtraction('2', 'cancelled')])).toMatchObject({ icon: 'error' });
  expect(buildSource([failed, createExtraction('2', 'running')]).icon).toBe('device-camera-video');
  expect(buildSource([failed, createExtraction('2', 'done')]).description).toBe('');
});

test('sources and results show their length, size and time; a moved original is an error; a person has a face', () => {
  const source = '/p/people/alice/sources/clip.mp4';
  const face = '/p/people/alice/faces/0.png';
  const swap = '/p/swaps/clip-ab.mp4';
  const changedMs = new Date(2026, 0, 2, 14, 5).getTime();
  const facts: Record<string, MediaFacts> = {
    [source]: { bytes: 12_345_678, durationSeconds: 62, width: 1920, height: 1080 },
    [face]: { bytes: 1, thumbnail: face },
    [swap]: { bytes: 2_000_000, durationSeconds: 5, changedMs, thumbnail: '/cache/1.png' },
  };
  const content = createProject({ people: [createPerson('alice')], swaps: [swap] });
  expect([...listShownFiles(content)]).toEqual([
    [source, 'facts'],
    [face, 'thumbnail'],
    [swap, 'thumbnail'],
  ]);
  const find = (path: string) => facts[path];
  const [people, , swaps] = buildProjectNodes(content, { failed: new Map(), find });
  expect(people!.children[0]).toMatchObject({ thumbnail: face });
  expect(people!.children[0]!.children[0]).toMatchObject({ description: '1:02 · 1920×1080 · 13 MB' });
  expect(swaps!.children[0]).toMatchObject({
    description: 'Jan 2, 02:05 PM · 0:05 · 2.0 MB',
    ...{ thumbnail: '/cache/1.png', picture: '/cache/1.png', open: 'faceswap.openSwap' },
  });
  const [moved] = buildProjectNodes(content, { failed: new Map(), find: () => ({ isMissing: true }) });
  expect(moved!.children[0]!.children[0]).toMatchObject({
    ...{ description: 'missing', icon: 'error', menu: 'source.missing' },
    tooltip: [source, 'missing: The original is not where it was. Use "Locate…".'],
  });
});
