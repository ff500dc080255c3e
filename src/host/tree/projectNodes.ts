import { basename, extname } from 'node:path';
import { isVideoName } from '../../media/videoFormat';
import type { ModelContent, PersonContent, ProjectContent } from '../../projects/content';
import { getStillPath, isPreviewPath } from '../../projects/paths';
import { formatNumber } from '../../shared/jobText';
import { t } from '../../shared/l10n';
import { faceCount, facesOfPerson, type ProjectNode } from './treeNode';

/** The tree of a project; empty while it has nobody, so that the welcome shows. */
export function projectNodes(content: ProjectContent): ProjectNode[] {
  const { people, models, swaps } = content;
  if (people.length === 0) return [];
  return [
    group('people', t('People'), 'organization', [...people.map(personNode), ...peopleHints(content)]),
    group('models', t('Models'), 'circuit-board', [...models.map(modelNode), ...modelHints(content)]),
    group('swaps', t('Swaps'), 'arrow-swap', [...swaps.map(swapNode), ...swapHints(content)]),
  ];
}

function group(kind: ProjectNode['kind'], label: string, icon: string, children: ProjectNode[]): ProjectNode {
  return { id: kind, kind, label, icon, children };
}

function personNode(person: PersonContent): ProjectNode {
  const id = `people/${person.name}`;
  const owner = person.name;
  const note = person.consent ?? t("No note yet on what basis this person's face may be used.");
  return {
    id,
    kind: 'person',
    label: person.name,
    ...(person.consent === undefined && { description: t('no consent note') }),
    icon: 'person',
    tooltip: [person.name, note],
    owner,
    children: [...person.sources.map((path) => sourceNode(id, owner, path)), ...facesOrNext(id, person)],
  };
}

function sourceNode(person: string, owner: string, path: string): ProjectNode {
  return {
    id: `${person}/sources/${basename(path)}`,
    kind: 'source',
    label: basename(path),
    icon: extname(path) === '' ? 'file-media' : 'device-camera-video',
    tooltip: [path],
    path,
    open: 'vscode.open',
    owner,
    children: [],
  };
}

/** The faces, or what comes before there are any. */
function facesOrNext(id: string, person: PersonContent): ProjectNode[] {
  const owner = person.name;
  if (person.facesets.length > 0) return [facesNode(id, person)];
  if (person.sources.length === 0)
    return [hint(`${id}/addSource`, t('Add videos of {0}…', owner), 'faceswap.addSource', owner)];
  return [hint(`${id}/extract`, t('Extract the faces of {0}…', owner), 'faceswap.extractFaces', owner)];
}

function facesNode(person: string, { name, facesPath, facesets }: PersonContent): ProjectNode {
  const all = facesOfPerson({ name, sources: [], facesPath, facesets });
  const clusters = facesets.filter(({ path }) => path !== facesPath);
  const count = clusters.length > 1 ? [faceCount(all), t('{0} clusters', clusters.length)] : [faceCount(all)];
  return {
    id: `${person}/faces`,
    kind: 'faces',
    label: t('Faces'),
    description: count.join(' · '),
    icon: 'account',
    tooltip: [t('Faces of {0}', name), count.join(' · ')],
    picture: facesets[0]!.picture,
    path: facesPath,
    // Where there are clusters, a click unfolds them.
    ...(clusters.length === 0 && { open: 'faceswap.reviewFaces' }),
    owner: name,
    folded: true,
    children: clusters.map(
      ({ path, faces, picture }): ProjectNode => ({
        id: `${person}/faces/${basename(path)}`,
        kind: 'cluster',
        label: basename(path),
        description: faceCount(faces),
        icon: 'folder-library',
        tooltip: [basename(path), `${faceCount(faces)} · ${percentWords(faces / all)}`],
        picture,
        path,
        open: 'faceswap.reviewFaces',
        owner: name,
        children: [],
      }),
    ),
  };
}

function percentWords(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function modelNode(model: ModelContent): ProjectNode {
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

function swapNode(path: string): ProjectNode {
  return {
    id: `swaps/${basename(path)}`,
    kind: 'swap',
    label: basename(path),
    icon: isVideoName(path) ? 'play-circle' : extname(path) === '' ? 'folder-library' : 'file-media',
    tooltip: [path],
    picture: isPreviewPath(path) ? path : getStillPath(path),
    path,
    open: 'faceswap.openSwap',
    children: [],
  };
}

function peopleHints({ people }: ProjectContent): ProjectNode[] {
  return people.length === 1 ? [hint('people/add', t('Add the second person…'), 'faceswap.addPerson')] : [];
}

function modelHints({ people, models }: ProjectContent): ProjectNode[] {
  const ready = people.filter(({ facesets }) => facesets.length > 0).length > 1;
  return models.length === 0 && ready ? [hint('models/train', t('Train a model…'), 'faceswap.train')] : [];
}

function swapHints({ models, swaps }: ProjectContent): ProjectNode[] {
  const ready = models.some(({ iterations }) => iterations > 0);
  return swaps.every(isPreviewPath) && ready ? [hint('swaps/convert', t('Convert a video…'), 'faceswap.convert')] : [];
}

/** In the place of a project that cannot be read, below the words that say why. */
export function damagedNode(): ProjectNode {
  return hint('damaged', t('Open faceswap.json'), 'faceswap.openProjectFile');
}

/** The next step, where its result will be. */
function hint(id: string, label: string, open: string, owner?: string): ProjectNode {
  return { id, kind: 'hint', label, icon: 'arrow-right', open, ...(owner !== undefined && { owner }), children: [] };
}
