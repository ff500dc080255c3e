import * as vscode from 'vscode';
import type { ProjectContent } from '../../projects/content';
import { isPreviewPath } from '../../projects/projectPaths';
import { setContext, type WorkspaceProject } from './workspaceProject';

/**
 * Marks the steps of the walkthrough as done, including those that were done before it was opened. VS Code marks a
 * step when its context key becomes true after the first walkthrough page was opened, not when the key is true
 * already. So each key is set and reset whenever the project changes, and whenever a tab opens whose kind extensions
 * cannot see, as the walkthrough page is.
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

/** Whether a step of the walkthrough is done, by its id. */
const isStepDone: Readonly<Record<string, (content: ProjectContent) => boolean>> = {
  people: ({ people }) => people.filter(({ sources }) => sources.length > 0).length > 1,
  faces: ({ people }) => people.some(({ facesets }) => facesets.length > 0),
  review: ({ people }) => people.some(({ isReviewed }) => isReviewed),
  train: ({ models }) => models.some(({ iterations }) => iterations > 0),
  convert: ({ swaps }) => !swaps.every(isPreviewPath),
};

function listStepsDone({ content, error }: WorkspaceProject): string[] {
  if (!content) return error === undefined ? [] : ['project'];
  return ['project', ...Object.keys(isStepDone).filter((step) => isStepDone[step]!(content))];
}
