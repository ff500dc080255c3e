import * as vscode from 'vscode';
import { showWarningMessage } from '../../host/prompts/messages';
import { pickPlain } from '../../host/prompts/plainItems';
import type { Services } from '../../host/services';
import { formatFaceCount } from '../../host/tree/treeNode';
import { ReviewClient, type ReviewRequest } from '../../jobs/review/reviewClient';
import { isFolderName } from '../../shared/folderName';
import { t } from '../../shared/l10n';
import type { MenuCommand } from '../../shared/reviewMenu';
import type { Panel } from '../frame/panel';
import type { CallHandlers, Result } from '../protocol/contract';
import { reviewCalls, reviewContract } from './contract';

type Contract = typeof reviewContract;

const openPanels = new Set<Panel<Contract>>();

/** Runs a command in the review that the user works in; without one it does nothing. */
export function runInReview(command: MenuCommand): void {
  for (const panel of openPanels) {
    if (!panel.active) continue;
    panel.reveal(); // the menu had the focus
    panel.emit('run', { command });
  }
}

export interface ReviewPanelOptions {
  /** The name of the person. */
  readonly person: string;
  readonly faces: string;
  readonly alignments: readonly string[];
  /** The cluster to show first, where the review was opened on one. */
  readonly cluster?: string;
  readonly restored?: vscode.WebviewPanel;
}

/** Opens the review of a person's faces, or brings it to the front: there is one for each folder. */
export async function openReviewPanel(services: Services, options: ReviewPanelOptions): Promise<void> {
  const { person, faces, alignments, cluster, restored } = options;
  await services.panels.open({
    name: 'review',
    key: faces,
    title: t('Faces of {0}', person),
    contract: reviewContract,
    roots: [],
    state: { person, ...(cluster !== undefined && { cluster }) },
    ...(restored && { restored }),
    handlers: (panel) => createHandlers(services, panel, { root: faces, alignments, locale: vscode.env.language }),
  });
}

function createHandlers(services: Services, panel: Panel<Contract>, request: ReviewRequest): CallHandlers<Contract> {
  const review = new ReviewClient(services.reviewProgram, request, {
    measured: (progress) => panel.emit('measured', progress),
    applying: (progress) => panel.emit('applying', progress),
    followed: ({ message }) => {
      panel.emit('followed', { message });
      void services.project.refresh();
    },
    lost: ({ message }) => panel.emit('lost', { message }),
    notice: ({ text }) => void showWarningMessage(text),
  });
  openPanels.add(panel);
  panel.addDisposables({
    dispose: () => {
      openPanels.delete(panel);
      review.dispose();
    },
  });
  const names = Object.keys(reviewCalls) as (keyof typeof reviewCalls)[];
  const forwarded = Object.fromEntries(
    names.map((name) => [name, (argument: never, signal: AbortSignal) => review.call(name, argument, signal)]),
  ) as unknown as CallHandlers<{ readonly calls: typeof reviewCalls; readonly events: Record<never, never> }>;
  const refreshAfter = async <T>(answer: T | Promise<T>): Promise<T> => {
    const result = await answer;
    void services.project.refresh();
    return result;
  };
  /** Gives the focus back to the panel: VS Code does not always do so after its inputs, least of all after Escape. */
  const focusAfter = async <T>(answer: Promise<T>): Promise<T> => {
    const result = await answer;
    panel.reveal();
    return result;
  };
  return {
    ...forwarded,
    // The first look has made the journal of the review, by which the walkthrough knows that there is one.
    look: (argument, signal) => refreshAfter(forwarded.look(argument, signal)),
    apply: (argument, signal) => refreshAfter(forwarded.apply(argument, signal)),
    undo: (argument, signal) => refreshAfter(forwarded.undo(argument, signal)),
    redo: (argument, signal) => refreshAfter(forwarded.redo(argument, signal)),
    askCluster: ({ clusters }) => focusAfter(askCluster(clusters)),
    askName: async ({ name }) => toNameResult(await focusAfter(askName(name))),
  };
}

interface ShownCluster {
  readonly cluster: number;
  readonly name: string;
  readonly faces: number;
}

async function askCluster(clusters: readonly ShownCluster[]): Promise<Result<Contract, 'askCluster'>> {
  const items = clusters.map(({ cluster, name, faces }) => ({
    label: name,
    description: formatFaceCount(faces),
    cluster,
  }));
  const iconPath = new vscode.ThemeIcon('add');
  const newCluster = { label: t('New cluster…'), description: '', iconPath, cluster: undefined };
  const picked = await pickPlain([...items, newCluster], {
    placeHolder: t('Move to which cluster?'),
  });
  if (!picked) return {};
  return picked.cluster === undefined ? toNameResult(await askName('')) : { cluster: picked.cluster };
}

function toNameResult(name: string | undefined): { name?: string } {
  return name === undefined ? {} : { name };
}

async function askName(value: string): Promise<string | undefined> {
  return await vscode.window.showInputBox({
    prompt: t('Cluster name (also the folder name)'),
    value,
    validateInput: (text) =>
      isFolderName(text) ? undefined : t('This is not a valid folder name. Use letters and numbers.'),
  });
}
