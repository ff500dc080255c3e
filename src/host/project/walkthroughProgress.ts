import * as vscode from 'vscode';
import type { ProjectContent } from '../../projects/content';
import { isPreviewPath } from '../../projects/paths';
import { setContext, type WorkspaceProject } from './workspaceProject';

/**
 * Ticks the steps of the walkthrough that are done, also those that were before it was opened. VS Code ticks a step when
 * a context key becomes true while it knows of the walkthrough, never when it is true already; and it learns of
 * walkthroughs with the first page of that kind. So the keys become true, for a moment, with each change of the project
 * and with each tab of a kind that extensions are not told of, as that page is.
 */
export function trackWalkthroughProgress(project: WorkspaceProject): vscode.Disposable {
  const tick = () => {
    for (const step of listStepsDone(project)) {
      setContext(`faceswap.done.${step}`, true);
      setContext(`faceswap.done.${step}`, false);
    }
  };
  return vscode.Disposable.from(
    project.onDidChange(tick),
    vscode.window.tabGroups.onDidChangeTabs(({ opened, changed }) => {
      if ([...opened, ...changed].some(({ input }) => input === undefined)) tick();
    }),
  );
}

/** The steps of the walkthrough by what the project has. */
const isStepDone: Readonly<Record<string, (content: ProjectContent) => boolean>> = {
  people: ({ people }) => people.filter(({ sources }) => sources.length > 0).length > 1,
  faces: ({ people }) => people.some(({ facesets }) => facesets.length > 0),
  train: ({ models }) => models.some(({ iterations }) => iterations > 0),
  convert: ({ swaps }) => !swaps.every(isPreviewPath),
};

function listStepsDone({ content, error }: WorkspaceProject): string[] {
  if (!content) return error === undefined ? [] : ['project'];
  return ['project', ...Object.keys(isStepDone).filter((step) => isStepDone[step]!(content))];
}
