import * as vscode from 'vscode';
import { contentOf } from '../../host/choices';
import type { Services } from '../../host/services';
import { getModelFolder } from '../../projects/paths';
import { openTrainingPanel } from './host';
import { archivedRuns } from './monitor/archivedRuns';
import type { MonitoredRun } from './monitor/trainingMonitor';

/** Opens the monitor of a model whose training begins, unless the user does not want that. */
export async function openMonitorOfTraining(services: Services, name: string): Promise<void> {
  const { folder } = contentOf(services);
  const isWanted = vscode.workspace.getConfiguration('faceswap').get('monitor.openOnTraining', true);
  if (isWanted) await showMonitor(services, { name, path: getModelFolder(folder, name) });
}

/** Opens the monitor of a window that was reloaded: its state must name a model of the project. */
export async function restoreMonitor(services: Services, view: vscode.WebviewPanel, state: unknown): Promise<void> {
  await services.project.refresh();
  const path = typeof state === 'object' && state !== null && 'model' in state ? state.model : undefined;
  const model = services.project.content?.models.find((known) => known.path === path);
  if (model) await showMonitor(services, model, view);
  else view.dispose();
}

/** With the other models of the project, and earlier states of this one, to compare it with. */
export async function showMonitor(
  services: Services,
  { name, path }: MonitoredRun,
  restored?: vscode.WebviewPanel,
): Promise<void> {
  const others = contentOf(services).models.filter((model) => model.path !== path);
  const { panels, jobs } = services;
  const archived = await archivedRuns({ name, path });
  const runs = [
    { name, path },
    ...others.map((model) => ({ name: model.name, path: model.path })),
    ...archived,
  ] as const;
  await openTrainingPanel({ panels, jobs, runs, ...(restored && { restored }) });
}
