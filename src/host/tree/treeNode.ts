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
  /** What to do next where there is nothing yet. */
  | 'hint';

/** An entry of the project's tree. */
export interface TreeNode {
  /** Stable over readings, so that VS Code keeps what is unfolded. */
  readonly id: string;
  readonly label: string;
  readonly kind: TreeNodeKind;
  /** For menus, where entries of one kind differ: `job.running`. */
  readonly menu?: string;
  readonly description?: string;
  /** Of the codicons. */
  readonly icon: string;
  /** The icon's colour, by its name in the theme. */
  readonly color?: string;
  /** Lines that are shown when the mouse rests on it, or a screen reader on it. */
  readonly tooltip?: readonly string[];
  /** An image that the tooltip shows. */
  readonly picture?: string;
  /** The file or folder that stands for it. */
  readonly path?: string;
  /** The command that a click runs. */
  readonly open?: string;
  /** The name of the person or the model, or the id of the job, that it belongs to. */
  readonly owner?: string;
  /** Whether it is unfolded at first. */
  readonly isCollapsed?: true;
  /** Settings to train with instead of the model's own. */
  readonly config?: string;
  readonly children: readonly TreeNode[];
}

/** What a command is given that is to be run on a model or a job without its entry in the tree: `owner` names it. */
export function createNodeReference(
  kind: 'model' | 'job',
  owner: string,
): Pick<TreeNode, 'kind' | 'owner' | 'children'> {
  return { kind, owner, children: [] };
}

/** In clusters or not. */
export function countFaces(person: PersonContent): number {
  return person.facesets.reduce((sum, { faces }) => sum + faces, 0);
}

export function formatFaceCount(count: number): string {
  return count === 1 ? t('1 face') : t('{0} faces', formatNumber(count));
}
