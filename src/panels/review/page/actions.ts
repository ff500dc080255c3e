import { t } from '../../../shared/l10n';
import type { Connection } from '../../page/connect';
import type { Argument, Result } from '../../protocol/contract';
import type { Overview, ReviewEdit, reviewContract } from '../contract';
import { getSectionTitle } from './faceGrid';
import type { ReviewTarget } from './reviewTarget';
import type { ReviewView } from './reviewView';

type Contract = typeof reviewContract;

export interface ActionsOptions {
  readonly view: ReviewView;
  readonly call: Connection<Contract>['call'];
  /** Returns what the user has chosen, in the grid or in the list of clusters. */
  getTarget(): ReviewTarget;
  /** Called when the view has a new state. */
  onChange(): void;
  /** Called when an input of VS Code has closed, which had the focus, with or without an answer. */
  onAnswer(): void;
  /** Called when files were moved or written again. */
  onFilesChanged(): void;
  showMessage(message: string): void;
}

/** The actions on the chosen faces: each calls the host, shows the new state, and reports what happened. */
export class ReviewActions {
  readonly #options: ActionsOptions;
  /** Whether an input of VS Code is about to open, or open. */
  isAsking = false;

  constructor(options: ActionsOptions) {
    this.#options = options;
  }

  remove(faces = this.#faces): Promise<void> {
    return this.#edit({ kind: 'remove', faces: [...faces] }, true, ({ faces: count, spared }) => {
      const stayed =
        spared === 0
          ? []
          : spared === 1
            ? [t('1 protected face was not removed.')]
            : [t('{0} protected faces were not removed.', spared)];
      const removed = count === 1 ? t('1 face removed.') : t('{0} faces removed.', count);
      return [...(count === 0 && spared > 0 ? [] : [removed]), ...stayed].join(' ');
    });
  }

  restore(faces = this.#faces): Promise<void> {
    return this.#edit({ kind: 'restore', faces: [...faces] }, true, ({ faces }) =>
      faces === 0
        ? t('None of these faces were removed.')
        : faces === 1
          ? t('1 face restored.')
          : t('{0} faces restored.', faces),
    );
  }

  /** Protects the chosen faces from removal; where all of them are protected, it ends that. */
  protect(): Promise<void> {
    const { view } = this.#options;
    return this.#setProtected(!this.#faces.every((face) => view.isProtected(face)));
  }

  unprotect(): Promise<void> {
    return this.#setProtected(false);
  }

  #setProtected(isProtected: boolean): Promise<void> {
    return this.#edit({ kind: 'protect', faces: [...this.#faces], isProtected }, false, ({ faces }) => {
      if (faces === 1)
        return isProtected ? t('1 face protected from removal.') : t('1 face no longer protected from removal.');
      return isProtected
        ? t('{0} faces protected from removal.', faces)
        : t('{0} faces no longer protected from removal.', faces);
    });
  }

  async move(): Promise<void> {
    const { view, getTarget } = this.#options;
    const { faces, sections } = getTarget();
    if (faces.length === 0) return;
    const clusters = view.overview.clusters.map(({ cluster, name, faces: count }) => ({ cluster, name, faces: count }));
    const others = clusters.filter(({ cluster, name }) => name !== '' && sections.join() !== String(cluster));
    const { cluster, name } = await this.#ask('askCluster', { clusters: others });
    if (cluster !== undefined) await this.moveTo(cluster, faces);
    else if (name !== undefined) await this.#split(faces, name);
  }

  moveTo(cluster: number, faces: readonly number[] = this.#faces): Promise<void> {
    const name = getTitle(this.#options.view, cluster);
    return this.#edit({ kind: 'move', faces: [...faces], cluster }, true, ({ faces: count }) =>
      describeMove(count, name),
    );
  }

  async split(): Promise<void> {
    const faces = this.#faces;
    if (faces.length === 0) return;
    const { name } = await this.#ask('askName', { name: '' });
    if (name !== undefined) await this.#split(faces, name);
  }

  /** Merges the chosen clusters; returns whether there were at least two. */
  async merge(): Promise<boolean> {
    const { getTarget, view, showMessage } = this.#options;
    const clusters = [...getTarget().clusters];
    const [into] = clusters;
    if (into === undefined || clusters.length < 2) {
      showMessage(t('Select two or more clusters in the list first (Space or Ctrl+click).'));
      return false;
    }
    await this.#edit({ kind: 'merge', clusters, into }, false, ({ faces }) =>
      describeMove(faces, getTitle(view, into)),
    );
    return true;
  }

  async rename(cluster: number): Promise<void> {
    const before = this.#options.view.overview.clusters.find((other) => other.cluster === cluster)?.name;
    if (before === undefined) return;
    const { name } = await this.#ask('askName', { name: before });
    if (name === undefined || name === before) return;
    await this.#edit({ kind: 'rename', cluster, name }, false, () => t('Cluster renamed to {0}.', name));
  }

  undo(): Promise<void> {
    return this.#moveInHistory('undo', t('Undone.'), t('Nothing to undo.'));
  }

  redo(): Promise<void> {
    return this.#moveInHistory('redo', t('Redone.'), t('Nothing to redo.'));
  }

  apply(): Promise<void> {
    return this.#moveInHistory('apply', t('Applied.'), t('Nothing to apply.'));
  }

  /** Reads the state again, with the faces in `order`. */
  async look(order: Overview['orderedBy']): Promise<void> {
    this.#options.view.show(await this.#options.call('look', { order }));
    this.#options.onChange();
  }

  /** Asks in an input of VS Code. What is typed before it opens, or while it closes, is no command. */
  async #ask<K extends 'askCluster' | 'askName'>(
    name: K,
    argument: Argument<Contract, K>,
  ): Promise<Result<Contract, K>> {
    this.isAsking = true;
    try {
      return await this.#options.call(name, argument);
    } finally {
      this.isAsking = false;
      this.#options.onAnswer();
    }
  }

  get #faces(): readonly number[] {
    return this.#options.getTarget().faces;
  }

  #split(faces: readonly number[], name: string): Promise<void> {
    return this.#edit({ kind: 'split', faces: [...faces], name }, true, ({ faces: count }) =>
      describeMove(count, name),
    );
  }

  async #edit(edit: ReviewEdit, leaving: boolean, words: (result: Result<Contract, 'edit'>) => string): Promise<void> {
    if ('faces' in edit && edit.faces.length === 0) return;
    const result = await this.#options.call('edit', { edit });
    this.#options.view.show(result.overview, { leaving: leaving && result.faces > 0 });
    this.#options.onChange();
    this.#options.showMessage(words(result));
  }

  async #moveInHistory(way: 'undo' | 'redo' | 'apply', words: string, nothing: string): Promise<void> {
    if (way === 'apply') this.#options.showMessage(t('Applying…'));
    const { overview, done, moved, left, returned } = await this.#options.call(way, {});
    this.#options.view.show(overview);
    if (done === 'apply') this.#options.onFilesChanged();
    this.#options.onChange();
    const files = t(
      'Files moved: {0}. Removed from the alignments: {1}. Restored to them: {2}.',
      moved,
      left,
      returned,
    );
    this.#options.showMessage(done === 'nothing' ? nothing : done === 'apply' ? `${words} ${files}` : words);
  }
}

function getTitle({ overview }: ReviewView, cluster: number): string {
  return getSectionTitle(cluster, overview.clusters.find((other) => other.cluster === cluster)?.name ?? '');
}

function describeMove(faces: number, title: string): string {
  return faces === 1 ? t('1 face moved to {0}.', title) : t('{0} faces moved to {1}.', faces, title);
}
