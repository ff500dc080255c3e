import type { ReviewEdit } from '../../panels/review/contract';
import { UserError } from '../../shared/errors';
import { isFolderName } from '../../shared/folderName';
import { t } from '../../shared/l10n';
import { type Edit, type ReviewState, removedCluster } from './reviewState';

/** The changes of the state that an edit of the user needs. */
export interface PlannedEdit {
  readonly edits: readonly Edit[];
  /** Number of faces that change. */
  readonly faces: number;
  /** Number of protected faces that were selected for removal but stay. */
  readonly spared: number;
}

/**
 * Translates an edit of the user to changes of the state.
 * @throws UserError when a name is not valid for a folder, or is taken; RangeError for an unknown face or cluster
 */
export function planClusterEdit(state: ReviewState, edit: ReviewEdit): PlannedEdit {
  switch (edit.kind) {
    case 'remove':
      return planRemoval(state, edit.faces);
    case 'restore':
      return planRestoration(state, edit.faces);
    case 'protect': {
      // Protecting a removed face also restores it.
      const back = edit.isProtected ? planRestoration(state, edit.faces).edits : [];
      const mark = { kind: 'keep', faces: edit.faces, kept: edit.isProtected } as const;
      return createPlannedEdit([...back, mark], edit.faces.length);
    }
    case 'move':
      getClusterName(state, edit.cluster);
      return planMove(state, edit.faces, edit.cluster);
    case 'split': {
      checkNewName(state, edit.name);
      const cluster = state.names.length;
      const name = { kind: 'name', cluster, name: edit.name } as const;
      return createPlannedEdit([name, { kind: 'move', faces: edit.faces, to: cluster }], edit.faces.length);
    }
    case 'merge': {
      getClusterName(state, edit.into);
      const from = new Set(edit.clusters);
      return planMove(
        state,
        findFaces(state, (cluster) => from.has(cluster)),
        edit.into,
      );
    }
    case 'rename': {
      if (getClusterName(state, edit.cluster) === edit.name) return createPlannedEdit([], 0);
      checkNewName(state, edit.name, edit.cluster);
      const faces = findFaces(state, (cluster) => cluster === edit.cluster).length;
      return createPlannedEdit([{ kind: 'name', cluster: edit.cluster, name: edit.name }], faces);
    }
  }
}

function createPlannedEdit(edits: readonly Edit[], faces: number, spared = 0): PlannedEdit {
  return { edits, faces, spared };
}

/** Removes faces that are not protected. */
function planRemoval(state: ReviewState, faces: readonly number[]): PlannedEdit {
  const present = faces.filter((face) => getCluster(state, face) !== removedCluster);
  const going = present.filter((face) => !state.kept[face]);
  const edits: Edit[] = [{ kind: 'move', faces: going, to: removedCluster }];
  return createPlannedEdit(edits, going.length, present.length - going.length);
}

function planRestoration(state: ReviewState, faces: readonly number[]): PlannedEdit {
  const back = new Map<number, number[]>();
  for (const face of faces.filter((face) => getCluster(state, face) === removedCluster)) {
    const name = state.names[state.homes[face]!]!;
    const home = state.findCluster(name) ?? state.homes[face]!;
    const together = back.get(home);
    if (together) together.push(face);
    else back.set(home, [face]);
  }
  const edits = Array.from(back, ([to, group]): Edit => ({ kind: 'move', faces: group, to }));
  return createPlannedEdit(
    edits,
    [...back.values()].reduce((sum, group) => sum + group.length, 0),
  );
}

function planMove(state: ReviewState, faces: readonly number[], to: number): PlannedEdit {
  const moving = faces.filter((face) => getCluster(state, face) !== to);
  return createPlannedEdit([{ kind: 'move', faces: moving, to }], moving.length);
}

function findFaces(state: ReviewState, isIn: (cluster: number) => boolean): number[] {
  const faces: number[] = [];
  for (const [face, cluster] of state.clusters.entries())
    if (cluster !== removedCluster && isIn(cluster)) faces.push(face);
  return faces;
}

function getCluster(state: ReviewState, face: number): number {
  const cluster = state.clusters[face];
  if (cluster === undefined) throw new RangeError(`no face ${face}`);
  return cluster;
}

function getClusterName(state: ReviewState, cluster: number): string {
  const name = state.names[cluster];
  if (name === undefined) throw new RangeError(`no cluster ${cluster}`);
  return name;
}

function checkNewName(state: ReviewState, name: string, own?: number): void {
  if (!isFolderName(name)) throw new UserError(t('"{0}" is not a valid folder name. Use letters and numbers.', name));
  const lower = name.toLowerCase(); // file systems may ignore case
  const sizes = state.countFaces();
  const isTaken = (other: string, cluster: number) =>
    other.toLowerCase() === lower && sizes[cluster]! > 0 && cluster !== own;
  const taken = state.names.some(isTaken);
  if (taken)
    throw new UserError(t('A cluster named "{0}" already exists. Merge the two, or choose another name.', name));
}
