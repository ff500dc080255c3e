import * as vscode from 'vscode';
import type { MonitoredRun } from '../../jobs/monitor/trainingMonitor';
import { modelOf } from '../../jobs/projectPaths';
import { contentOf } from '../choices';
import type { Services } from '../services';
import { openTrainingPanel } from './trainingPanel';

/** Opens the monitor of a model whose training begins, unless the user does not want that. */
export function openMonitorOfTraining(services: Services, name: string): void {
  const { folder } = contentOf(services);
  const isWanted = vscode.workspace.getConfiguration('faceswap').get('monitor.openOnTraining', true);
  if (isWanted) showMonitor(services, { name, path: modelOf(folder, name) });
}

/** Opens the monitor of a window that was reloaded: its state must name a model of the project. */
export async function restoreMonitor(services: Services, view: vscode.WebviewPanel, state: unknown): Promise<void> {
  await services.project.refresh();
  const path = typeof state === 'object' && state !== null && 'model' in state ? state.model : undefined;
  const model = services.project.content?.models.find((known) => known.path === path);
  if (model) showMonitor(services, model, view);
  else view.dispose();
}

/** With the other models of the project to compare it with. */
export function showMonitor(services: Services, model: MonitoredRun, restored?: vscode.WebviewPanel): void {
  const others = contentOf(services).models.filter(({ path }) => path !== model.path);
  const { panels, jobs } = services;
  const runs = [model, ...others.map(({ name, path }) => ({ name, path }))] as const;
  openTrainingPanel({ panels, jobs, runs, ...(restored && { restored }) });
}
