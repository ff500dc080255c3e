import { basename, extname } from 'node:path';
import { isVideoName } from '../../media/videoFormat';
import type { ModelContent, PersonContent, ProjectContent } from '../../projects/content';
import { isPreviewPath } from '../../projects/projectPaths';
import { formatDuration, formatFileSize, formatMoment, formatNumber } from '../../shared/jobText';
import { t } from '../../shared/l10n';
import type { FactsDepth, MediaFacts } from './mediaFacts';
import { countFaces, formatFaceCount, formatPercent, type TreeNode } from './treeNode';

/** What the tree shows besides the content of the project. */
export interface TreeFacts {
  /** Why the last job on a source failed, by the path of the source. */
  readonly failed: ReadonlyMap<string, string | undefined>;
  /** Returns what is known of a file. */
  readonly find: (path: string) => MediaFacts | undefined;
}

const noFacts: TreeFacts = { failed: new Map(), find: () => undefined };

/** Returns the files whose facts are shown in the tree. */
export function listShownFiles({ people, swaps }: ProjectContent): ReadonlyMap<string, FactsDepth> {
  return new Map([
    ...people.flatMap(({ sources }) => sources.map((path) => [path, 'facts'] as const)),
    ...people.flatMap(({ facesets }) => facesets.slice(0, 1).map(({ picture }) => [picture, 'thumbnail'] as const)),
    ...swaps.map((path) => [path, 'thumbnail'] as const),
  ]);
}

/** Returns the tree of a project; empty while it has no people, so that the welcome view shows. */
export function buildProjectNodes(content: ProjectContent, facts: TreeFacts = noFacts): TreeNode[] {
  const { people, models, swaps } = content;
  if (people.length === 0) return [];
  return [
    buildGroup('people', t('People'), 'organization', [
      ...people.map((person) => buildPersonNode(person, models, facts)),
      ...listPeopleHints(content),
    ]),
    buildGroup('models', t('Models'), 'circuit-board', [...models.map(buildModelNode), ...listModelHints(content)]),
    buildGroup('swaps', t('Swaps'), 'arrow-swap', [
      ...swaps.map((path) => buildSwapNode(path, facts)),
      ...listSwapHints(content),
    ]),
  ];
}

function buildGroup(kind: TreeNode['kind'], label: string, icon: string, children: TreeNode[]): TreeNode {
  return { id: kind, kind, label, icon, children };
}

function buildPersonNode(person: PersonContent, models: readonly ModelContent[], facts: TreeFacts): TreeNode {
  const id = `people/${person.name}`;
  const owner = person.name;
  const isLearned = models.some(({ a, b }) => a === owner || b === owner);
  const note = person.consent ?? t("There is no consent note yet: on what basis may this person's face be used?");
  return {
    id,
    kind: 'person',
    label: person.name,
    ...(person.consent === undefined && { description: t('no consent note') }),
    icon: 'person',
    ...pickThumbnail(facts, person.facesets[0]?.picture),
    ...(person.facesets[0] && { picture: person.facesets[0].picture }),
    tooltip: [person.name, note],
    owner,
    children: [
      ...person.sources.map((path) => buildSourceNode(id, owner, path, facts)),
      ...buildFacesAndHint(id, person, isLearned),
    ],
  };
}

function buildSourceNode(person: string, owner: string, path: string, { failed, find }: TreeFacts): TreeNode {
  const facts = find(path);
  const fault = facts?.isMissing
    ? [t('missing'), t('The original is not where it was. Use "Locate…".')]
    : failed.has(path)
      ? [t('failed'), failed.get(path) ?? t('it was interrupted.')]
      : undefined;
  const details = facts ? formatFacts(facts) : [];
  return {
    id: `${person}/sources/${basename(path)}`,
    kind: 'source',
    label: basename(path),
    ...(facts?.isMissing && { menu: 'source.missing' }),
    description: [...(fault ? [fault[0]] : []), ...details].join(' · '),
    ...(fault && { color: 'list.errorForeground' }),
    icon: fault ? 'error' : extname(path) === '' ? 'file-media' : 'device-camera-video',
    tooltip: [path, ...(details.length > 0 ? [details.join(' · ')] : []), ...(fault ? [fault.join(': ')] : [])],
    path,
    open: facts?.isMissing ? 'faceswap.locateSource' : 'vscode.open',
    owner,
    children: [],
  };
}

/** Returns the length and the size of a video, or the number of images of a folder, as far as they are known. */
function formatFacts({ durationSeconds, width, height, bytes, images }: MediaFacts): string[] {
  return [
    ...(durationSeconds === undefined ? [] : [formatDuration(durationSeconds)]),
    ...(width === undefined || height === undefined ? [] : [`${width}×${height}`]),
    ...(bytes === undefined ? [] : [formatFileSize(bytes)]),
    ...(images === undefined ? [] : [images === 1 ? t('1 image') : t('{0} images', formatNumber(images))]),
  ];
}

function pickThumbnail({ find }: TreeFacts, path: string | undefined): Pick<TreeNode, 'thumbnail'> {
  const thumbnail = path === undefined ? undefined : find(path)?.thumbnail;
  return thumbnail === undefined ? {} : { thumbnail };
}

/** Returns the faces of a person, and the next step: videos, extraction, groups, and a review of the groups. */
function buildFacesAndHint(id: string, person: PersonContent, isLearned: boolean): TreeNode[] {
  const owner = person.name;
  if (person.facesets.length === 0 && !person.isUnfinished)
    return person.sources.length === 0
      ? [buildHint(`${id}/addSource`, t('Add videos of {0}…', owner), 'faceswap.addSource', owner)]
      : [buildHint(`${id}/extract`, t('Extract the faces of {0}…', owner), 'faceswap.extractFaces', owner)];
  return [buildFacesNode(id, person), ...(isLearned || person.isUnfinished ? [] : listFacesHints(id, person))];
}

/** Returns the next step for faces that no model learns yet: groups, and a review where there is more than one group. */
function listFacesHints(id: string, person: PersonContent): TreeNode[] {
  const { name } = person;
  if (!isGrouped(person))
    return [buildHint(`${id}/group`, t('Group the faces of {0} by person…', name), 'faceswap.sortByFace', name)];
  if (person.facesets.length === 1) return [];
  return [buildHint(`${id}/review`, t('Review the faces of {0}…', name), 'faceswap.reviewFaces', name)];
}

/** Returns whether the faces of a person are in clusters. */
function isGrouped({ facesPath, facesets }: PersonContent): boolean {
  return facesets.some(({ path }) => path !== facesPath);
}

function buildFacesNode(person: string, { name, facesPath, facesets, isUnfinished }: PersonContent): TreeNode {
  const all = countFaces({ name, sources: [], facesPath, facesets });
  const clusters = facesets.filter(({ path }) => path !== facesPath);
  const count =
    clusters.length > 1 ? [formatFaceCount(all), t('{0} clusters', clusters.length)] : [formatFaceCount(all)];
  return {
    id: `${person}/faces`,
    kind: 'faces',
    label: t('Faces'),
    description: [...count, ...(isUnfinished ? [t('being moved')] : [])].join(' · '),
    icon: isUnfinished ? 'warning' : 'account',
    tooltip: [
      t('Faces of {0}', name),
      count.join(' · '),
      ...(isUnfinished
        ? [t('A review, sort or cleanup is moving these faces, or was interrupted: opening the review completes it.')]
        : []),
    ],
    ...(facesets[0] && { picture: facesets[0].picture }),
    path: facesPath,
    // A click expands clusters where there are any.
    ...(clusters.length === 0 && { open: 'faceswap.reviewFaces' }),
    owner: name,
    isCollapsed: true,
    children: clusters.map(
      ({ path, faces, picture }): TreeNode => ({
        id: `${person}/faces/${basename(path)}`,
        kind: 'cluster',
        label: basename(path),
        description: formatFaceCount(faces),
        icon: 'folder-library',
        tooltip: [basename(path), `${formatFaceCount(faces)} · ${formatPercent(faces / all)}`],
        picture,
        path,
        open: 'faceswap.reviewFaces',
        owner: name,
        children: [],
      }),
    ),
  };
}

function buildModelNode(model: ModelContent): TreeNode {
  const iterations = t('{0} iterations', formatNumber(model.iterations));
  const losses = model.losses && `A ${model.losses.a.toFixed(4)} B ${model.losses.b.toFixed(4)}`;
  return {
    id: `models/${model.name}`,
    kind: 'model',
    menu: model.timelapse === undefined ? 'model' : 'model.timelapse',
    label: model.name,
    description: losses === undefined ? iterations : `${iterations} · ${losses}`,
    tooltip: [
      model.name,
      `${model.trainer}: ${model.a} → ${model.b}`,
      iterations,
      ...(losses === undefined ? [] : [t('Loss, mean of the last 100 iterations: {0}', losses)]),
    ],
    ...(model.preview && { picture: model.preview }),
    open: 'faceswap.openMonitor',
    icon: 'circuit-board',
    path: model.path,
    owner: model.name,
    children: [],
  };
}

function buildSwapNode(path: string, facts: TreeFacts): TreeNode {
  const known = facts.find(path);
  const { thumbnail } = pickThumbnail(facts, path);
  const time = known?.changedMs === undefined ? [] : [formatMoment(new Date(known.changedMs).toISOString())];
  const details = known ? [...time, ...formatFacts(known)].join(' · ') : '';
  return {
    id: `swaps/${basename(path)}`,
    kind: 'swap',
    label: basename(path),
    icon: isVideoName(path) ? 'play-circle' : extname(path) === '' ? 'folder-library' : 'file-media',
    ...(thumbnail !== undefined && { thumbnail, picture: isPreviewPath(path) ? path : thumbnail }),
    description: details,
    tooltip: [path, ...(details === '' ? [] : [details])],
    path,
    open: 'faceswap.openSwap',
    children: [],
  };
}

function listPeopleHints({ people }: ProjectContent): TreeNode[] {
  return people.length === 1 ? [buildHint('people/add', t('Add the second person…'), 'faceswap.addPerson')] : [];
}

function listModelHints({ people, models }: ProjectContent): TreeNode[] {
  const ready = people.filter(isGrouped).length > 1;
  return models.length === 0 && ready ? [buildHint('models/train', t('Train a model…'), 'faceswap.train')] : [];
}

function listSwapHints({ models, swaps }: ProjectContent): TreeNode[] {
  const ready = models.some(({ iterations }) => iterations > 0);
  return swaps.every(isPreviewPath) && ready
    ? [buildHint('swaps/convert', t('Convert a video…'), 'faceswap.convert')]
    : [];
}

/** Returns the entry for a project that cannot be read; the message of the view says why. */
export function buildDamagedProjectNode(): TreeNode {
  return buildHint('damaged', t('Open faceswap.json'), 'faceswap.openProjectFile');
}

/** Returns an entry that offers the next step, in the place where its result will be. */
function buildHint(id: string, label: string, open: string, owner?: string): TreeNode {
  return { id, kind: 'hint', label, icon: 'arrow-right', open, ...(owner !== undefined && { owner }), children: [] };
}
