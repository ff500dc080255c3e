import * as vscode from 'vscode';
import type { ProjectContent } from '../../projects/content';
import type { Services } from '../services';
import { JobTerminal } from './jobTerminal';

const type = 'faceswap';

/**
 * Offers the stages of a project as tasks, which can be run from the menu, bound to keys, and combined in
 * `tasks.json`.
 */
export class JobTasks implements vscode.TaskProvider {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  async provideTasks(): Promise<vscode.Task[]> {
    const { content } = this.#services.project;
    if (!content) return [];
    return (await listTaskDefinitions(content)).map((definition) => this.#createTask(definition));
  }

  /** Completes a task of `tasks.json`. A wrong definition is reported when the task runs. */
  resolveTask({ definition, scope }: vscode.Task): vscode.Task {
    return this.#createTask(definition, scope);
  }

  #createTask(definition: vscode.TaskDefinition, scope?: vscode.Task['scope']): vscode.Task {
    const label = [definition.command, definition.name].filter((word) => typeof word === 'string').join(' ');
    const task = new vscode.Task(
      definition,
      scope ?? vscode.TaskScope.Workspace,
      label,
      type,
      new vscode.CustomExecution(async (resolved) => new JobTerminal(this.#services, resolved)),
    );
    task.problemMatchers = []; // otherwise VS Code asks for one
    task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, clear: true };
    return task;
  }
}

/** Returns the tasks to suggest: for each person and each model, the stages whose records say so. */
async function listTaskDefinitions({ people, models }: ProjectContent): Promise<vscode.TaskDefinition[]> {
  const { stages } = await import('../../stages/stages');
  const suggested = stages.filter(({ isSuggestedTask }) => isSuggestedTask);
  const combine = (entries: readonly { readonly name: string }[], list: typeof stages) =>
    entries.flatMap(({ name }) => list.map((stage) => ({ type, command: stage.name, name })));
  return [
    ...combine(
      people,
      suggested.filter(({ listPersonJobs }) => listPersonJobs),
    ),
    ...combine(
      models,
      suggested.filter(({ listModelJobs }) => listModelJobs),
    ),
  ];
}
