import type * as vscode from 'vscode';
import type { ModelContent } from '../../jobs/projectContent';
import { t } from '../../shared/l10n';
import { contentOf } from '../choices';
import { openTrainingPanel } from '../panels/trainingPanel';
import type { Services, Step } from '../services';
import { pickTrained } from './train';

export const openMonitor: Step = async (services, node) => {
  const model = await pickTrained(services, node, t('The monitor of which model?'));
  if (model) showMonitor(services, model);
};

/** The monitor of a model, with the other models of the project to compare it with. */
export function showMonitor(services: Services, model: ModelContent, restored?: vscode.WebviewPanel): void {
  const others = contentOf(services).models.filter(({ path }) => path !== model.path);
  const runs = [model, ...others].map(({ name, path }) => ({ name, path }));
  const [first, ...rest] = runs;
  const { panels, jobs } = services;
  openTrainingPanel({ panels, jobs, runs: [first!, ...rest], ...(restored && { restored }) });
}

/** Opens the monitor of a window that was reloaded: its state must name a model of the project. */
export async function restoreMonitor(services: Services, view: vscode.WebviewPanel, state: unknown): Promise<void> {
  await services.project.refresh();
  const path = typeof state === 'object' && state !== null && 'model' in state ? state.model : undefined;
  const model = services.project.content?.models.find((known) => known.path === path);
  if (model) showMonitor(services, model, view);
  else view.dispose();
}
