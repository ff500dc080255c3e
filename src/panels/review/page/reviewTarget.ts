import { t } from '../../../shared/l10n';
import { getSectionTitle } from './faceGrid';
import type { CommandId } from './reviewCommands';
import { type ReviewView, removedSection } from './reviewView';

/** What commands apply to: clusters chosen in the list, or faces chosen in the grid, whichever the user used last. */
export interface ReviewTarget {
  readonly faces: readonly number[];
  /** The clusters whose faces these are as a whole; none where single faces were chosen. */
  readonly sections: readonly number[];
  /** The clusters that a merge would unite. */
  readonly clusters: readonly number[];
  /** The cluster that a rename would rename; undefined where there is none. */
  readonly cluster: number | undefined;
  /** Whether the target is shown as selected; the face under the cursor alone is not. */
  readonly isSelected: boolean;
}

/** Returns for each command whether it has anything to do. */
export function listEnabledCommands(view: ReviewView, target: ReviewTarget): Readonly<Record<CommandId, boolean>> {
  const { overview } = view;
  const { faces, cluster } = target;
  const isRemoved = (face: number) => view.isRemoved(view.getPosition(face) ?? 0);
  const areThere = faces.length > 0;
  const isProtected = areThere && faces.every((face) => view.isProtected(face));
  return {
    undo: overview.canUndo,
    redo: overview.canRedo,
    remove: faces.some((face) => !isRemoved(face) && !view.isProtected(face)),
    restore: faces.some(isRemoved),
    protect: areThere && !isProtected,
    unprotect: isProtected,
    move: areThere,
    split: areThere && target.sections.length !== 1,
    merge: target.clusters.length > 1,
    rename: cluster !== undefined && cluster !== removedSection,
    like: areThere,
    selectCluster: view.faceCount > 0,
    selectAll: view.faceCount > 0,
    selectNothing: view.selection.size > 0 || target.sections.length > 0,
    open: view.faceCount > 0,
    zoomIn: true,
    zoomOut: true,
    showRemoved: overview.removed > 0,
    apply: overview.pending > 0,
    help: true,
  };
}

/** Returns in a few words what a button would apply to; empty where nothing is selected. */
export function describeTarget({ overview }: ReviewView, { faces, sections, isSelected }: ReviewTarget): string {
  const language = document.documentElement.lang;
  if (!isSelected || faces.length === 0) return '';
  const [only, ...others] = sections;
  if (only === undefined) return t('{0} selected', faces.length.toLocaleString(language));
  const title = getSectionTitle(only, overview.clusters.find(({ cluster }) => cluster === only)?.name ?? '');
  return others.length === 0
    ? t('{0}: {1} selected', title, faces.length.toLocaleString(language))
    : t('{0} clusters: {1} selected', sections.length, faces.length.toLocaleString(language));
}
