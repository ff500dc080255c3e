import type { PersonContent } from '../../projects/content';
import { formatNumber } from '../../shared/jobText';
import { t } from '../../shared/l10n';

export type TreeNodeKind =
  | 'jobs'
  | 'job'
  | 'people'
  | 'person'
  | 'source'
  | 'faces'
  | 'cluster'
  | 'models'
  | 'model'
  | 'swaps'
  | 'swap'
  /** The next step, in the place of what is not there yet. */
  | 'hint';

/** An entry of the tree of the project. */
export interface TreeNode {
  /** The same each time the project is read, so that VS Code keeps expanded entries expanded. */
  readonly id: string;
  readonly label: string;
  readonly kind: TreeNodeKind;
  /** The value of `viewItem` in menus, where it is not the kind: `job.running`. */
  readonly menu?: string;
  readonly description?: string;
  /** The name of a codicon. */
  readonly icon: string;
  /** The path of a picture to show instead of the icon. */
  readonly thumbnail?: string;
  /** The name of a theme color for the icon. */
  readonly color?: string;
  /** The lines of the tooltip. */
  readonly tooltip?: readonly string[];
  /** The path of an image for the tooltip. */
  readonly picture?: string;
  /** The path of the file or folder that the entry represents. */
  readonly path?: string;
  /** The id of the command that a click runs. */
  readonly open?: string;
  /** The name of the person or the model, or the id of the job, that the entry belongs to. */
  readonly owner?: string;
  /** Whether the entry is collapsed at first. */
  readonly isCollapsed?: true;
  /** The path of a train.ini to train with instead of the model's own. */
  readonly config?: string;
  readonly children: readonly TreeNode[];
}

/**
 * Returns the argument for a command that runs on the model or job `owner`, where its entry in the tree is not at
 * hand.
 */
export function createNodeReference(
  kind: 'model' | 'job',
  owner: string,
): Pick<TreeNode, 'kind' | 'owner' | 'children'> {
  return { kind, owner, children: [] };
}

/** Returns the number of faces of a person in all folders, whether they are sorted into clusters or not. */
export function countFaces(person: PersonContent): number {
  return person.facesets.reduce((sum, { faces }) => sum + faces, 0);
}

export function formatFaceCount(count: number): string {
  return count === 1 ? t('1 face') : t('{0} faces', formatNumber(count));
}

/** Returns a share from 0 to 1 in percent. */
export function formatPercent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
