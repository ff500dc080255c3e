import { t } from '../../../shared/l10n';
import type { Connection } from '../../page/connect';
import type { Result } from '../../protocol/contract';
import type { Overview, ReviewEdit, reviewContract } from '../contract';
import { getSectionTitle } from './faceGrid';
import type { ReviewView } from './reviewView';

type Contract = typeof reviewContract;

export interface ActionsOptions {
  readonly view: ReviewView;
  readonly call: Connection<Contract>['call'];
  /** Returns the clusters chosen in the list. */
  chosenClusters(): number[];
  /** Called when the view has a new state. */
  onChange(): void;
  /** Called when the user has answered in an input of VS Code, which had the focus. */
  onAnswer(): void;
  /** Called when files were moved or written again. */
  onFilesChanged(): void;
  showMessage(message: string): void;
}

/** The actions on the chosen faces: each calls the host, shows the new state, and reports what happened. */
export class ReviewActions {
  readonly #options: ActionsOptions;

  constructor(options: ActionsOptions) {
    this.#options = options;
  }

  remove(faces = this.#options.view.chosen): Promise<void> {
    return this.#edit({ kind: 'remove', faces }, true, ({ faces: count, spared }) => {
      const stayed = spared > 0 ? ` ${t('{0} kept faces were not removed.', spared)}` : '';
      return (count === 1 ? t('1 face removed.') : t('{0} faces removed.', count)) + stayed;
    });
  }

  removeClusters(): Promise<void> {
    const { view, chosenClusters } = this.#options;
    const clusters = new Set(chosenClusters());
    const faces = view.sections.flatMap(({ cluster }, section) =>
      clusters.has(cluster) ? view.getFaces(section) : [],
    );
    return this.remove(faces);
  }

  restore(): Promise<void> {
    return this.#edit({ kind: 'restore', faces: this.#options.view.chosen }, true, ({ faces }) =>
      faces === 0
        ? t('None of these faces were removed.')
        : faces === 1
          ? t('1 face restored.')
          : t('{0} faces restored.', faces),
    );
  }

  keep(): Promise<void> {
    const { view } = this.#options;
    const kept = !view.chosen.every((face) => view.isKept(face));
    return this.#edit({ kind: 'keep', faces: view.chosen, kept }, false, ({ faces }) => {
      if (faces === 1) return kept ? t('1 face marked as kept.') : t('1 face no longer marked as kept.');
      return kept ? t('{0} faces marked as kept.', faces) : t('{0} faces no longer marked as kept.', faces);
    });
  }

  async move(): Promise<void> {
    const { view, call } = this.#options;
    const faces = view.chosen;
    if (faces.length === 0) return;
    const clusters = view.overview.clusters.map(({ cluster, name, faces: count }) => ({ cluster, name, faces: count }));
    const named = clusters.filter(({ name }) => name !== '');
    const { cluster, name } = await call('askCluster', { clusters: named });
    if (cluster !== undefined || name !== undefined) this.#options.onAnswer();
    if (cluster !== undefined) await this.moveTo(cluster, faces);
    else if (name !== undefined) await this.#split(faces, name);
  }

  moveTo(cluster: number, faces = this.#options.view.chosen): Promise<void> {
    const name = getTitle(this.#options.view, cluster);
    return this.#edit({ kind: 'move', faces, cluster }, true, ({ faces: count }) => describeMove(count, name));
  }

  async split(): Promise<void> {
    const faces = this.#options.view.chosen;
    if (faces.length === 0) return;
    const name = await this.#askName('');
    if (name !== undefined) await this.#split(faces, name);
  }

  /** Merges the chosen clusters; returns whether there were at least two. */
  async merge(): Promise<boolean> {
    const { chosenClusters, view, showMessage } = this.#options;
    const clusters = chosenClusters();
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
    const name = await this.#askName(before);
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

  async #askName(name: string): Promise<string | undefined> {
    const answer = await this.#options.call('askName', { name });
    if (answer.name !== undefined) this.#options.onAnswer();
    return answer.name;
  }

  #split(faces: number[], name: string): Promise<void> {
    return this.#edit({ kind: 'split', faces, name }, true, ({ faces: count }) => describeMove(count, name));
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
