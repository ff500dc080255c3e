import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { ModelContent, PersonContent, ProjectContent } from '../jobs/projectContent';
import { t } from '../shared/l10n';

/** An entry of the project's tree. */
export interface ProjectNode {
  /** Stable over readings, so that VS Code keeps what is unfolded. */
  readonly id: string;
  readonly label: string;
  readonly kind: 'people' | 'person' | 'source' | 'faces' | 'cluster' | 'models' | 'model' | 'swaps' | 'swap';
  readonly description?: string;
  readonly icon: string;
  readonly tooltip?: string;
  /** The file or folder that stands for it. */
  readonly path?: string;
  /** Run by a click. */
  readonly open?: 'vscode.open' | 'faceswap.openPreview' | 'faceswap.openSwap';
  /** The name of the person or the model that it belongs to. */
  readonly owner?: string;
  readonly children: readonly ProjectNode[];
}

const groups: ReadonlySet<ProjectNode['kind']> = new Set(['people', 'models', 'swaps']);

/** The tree of a project; empty while it has nobody, so that the welcome shows. */
export function projectNodes(content: ProjectContent): ProjectNode[] {
  if (content.people.length === 0) return [];
  return [
    group('people', t('People'), 'organization', content.people.map(personNode)),
    group('models', t('Models'), 'circuit-board', content.models.map(modelNode)),
    group('swaps', t('Swaps'), 'arrow-swap', content.swaps.map(swapNode)),
  ];
}

export function treeItem(node: ProjectNode): vscode.TreeItem {
  const { None, Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  const unfolded = node.kind === 'faces' ? Collapsed : Expanded;
  // A group that is still empty unfolds by itself when it gets its first entry.
  const canUnfold = node.children.length > 0 || groups.has(node.kind);
  const item = new vscode.TreeItem(node.label, canUnfold ? unfolded : None);
  item.id = node.id;
  item.contextValue = node.kind;
  item.iconPath = new vscode.ThemeIcon(node.icon);
  if (node.description) item.description = node.description;
  if (node.path) item.resourceUri = vscode.Uri.file(node.path);
  if (node.path) item.tooltip = [node.tooltip, node.path].filter((line) => line !== undefined).join('\n');
  if (node.open) item.command = { command: node.open, title: node.label, arguments: [argumentOf(node)] };
  return item;
}

function argumentOf(node: ProjectNode): ProjectNode | vscode.Uri {
  return node.open === 'vscode.open' && node.path ? vscode.Uri.file(node.path) : node;
}

function group(kind: 'people' | 'models' | 'swaps', label: string, icon: string, children: ProjectNode[]): ProjectNode {
  return { id: kind, kind, label, icon, children };
}

function personNode(person: PersonContent): ProjectNode {
  const id = `people/${person.name}`;
  const owner = person.name;
  const sources = person.sources.map(
    (path): ProjectNode => ({
      id: `${id}/sources/${basename(path)}`,
      kind: 'source',
      label: basename(path),
      icon: 'device-camera-video',
      path,
      open: 'vscode.open',
      owner,
      children: [],
    }),
  );
  const clusters = person.facesets.filter(({ path }) => path !== person.facesPath);
  const clusterNodes = clusters.map(
    ({ path, faces }): ProjectNode => ({
      id: `${id}/faces/${basename(path)}`,
      kind: 'cluster',
      label: basename(path),
      description: faceCount(faces),
      icon: 'folder-library',
      path,
      owner,
      children: [],
    }),
  );
  const faces: ProjectNode = {
    id: `${id}/faces`,
    kind: 'faces',
    label: t('Faces'),
    description: faceCount(facesOfPerson(person)),
    icon: 'account',
    path: person.facesPath,
    owner,
    children: clusterNodes,
  };
  return { id, kind: 'person', label: person.name, icon: 'person', owner, children: [...sources, faces] };
}

function modelNode(model: ModelContent): ProjectNode {
  return {
    id: `models/${model.name}`,
    kind: 'model',
    label: model.name,
    description: t('{0} iterations', model.iterations.toLocaleString(vscode.env.language)),
    tooltip: `${model.trainer}: ${model.a} → ${model.b}`,
    icon: 'circuit-board',
    path: model.path,
    owner: model.name,
    ...(model.preview ? { open: 'faceswap.openPreview' as const } : {}),
    children: [],
  };
}

function swapNode(path: string): ProjectNode {
  return {
    id: `swaps/${basename(path)}`,
    kind: 'swap',
    label: basename(path),
    icon: 'play-circle',
    path,
    open: 'faceswap.openSwap',
    children: [],
  };
}

/** In clusters or not. */
export function facesOfPerson(person: PersonContent): number {
  return person.facesets.reduce((sum, { faces }) => sum + faces, 0);
}

export function faceCount(count: number): string {
  return count === 1 ? t('1 face') : t('{0} faces', count.toLocaleString(vscode.env.language));
}
