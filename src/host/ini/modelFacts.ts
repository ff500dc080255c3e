import * as vscode from 'vscode';
import { readRegularText } from '../../files/regularFile';
import { type ModelFacts, noModel } from '../../options/language/analysis';
import type { LooseIniValues } from '../../options/option';
import { findProjectFault, type Project } from '../../projects/project';
import { projectFileName } from '../../projects/projectPaths';
import { findModel, isTrainerName } from '../../training/models/models';
import { trainIni } from '../../training/settings/trainIni';
import { parseModelState } from '../../training/store/modelState';

const maxBytes = 32 << 20;
const stateEnding = '_state.json';

/**
 * Returns what is known of the model that a `train.ini` belongs to: from the state file next to it, else from the
 * project's list of models. Files are read through VS Code, so that it works on a disk, over SSH and in a virtual
 * workspace.
 */
export async function readModelFacts(ini: vscode.Uri): Promise<ModelFacts> {
  if (!ini.path.endsWith(`/${trainIni.name}`)) return noModel;
  const folder = vscode.Uri.joinPath(ini, '..');
  return (await readFactsFromState(folder)) ?? (await readFactsFromProject(folder)) ?? noModel;
}

async function readFactsFromState(folder: vscode.Uri): Promise<ModelFacts | undefined> {
  const names = (await ignoreErrors(vscode.workspace.fs.readDirectory(folder))) ?? [];
  for (const [name] of names) {
    const trainer = name.slice(0, -stateEnding.length);
    if (!name.endsWith(stateEnding) || !isTrainerName(trainer)) continue;
    const state = parseModelState((await readText(vscode.Uri.joinPath(folder, name))) ?? '');
    if (state) return buildFacts(trainer, state.config);
  }
  return undefined;
}

/** Looks the model up in the project file: its folder is `models/<name>` of the project. */
async function readFactsFromProject(folder: vscode.Uri): Promise<ModelFacts | undefined> {
  const text = await readText(vscode.Uri.joinPath(folder, '..', '..', projectFileName));
  const name = folder.path.slice(folder.path.lastIndexOf('/') + 1);
  const model = text === undefined ? undefined : parseProject(text)?.models.find((other) => other.name === name);
  return model && buildFacts(model.trainer, {});
}

function buildFacts(trainer: string, fixed: LooseIniValues): ModelFacts | undefined {
  return isTrainerName(trainer) ? { trainer, fixed, preferences: findModel(trainer).preferences ?? {} } : undefined;
}

function parseProject(text: string): Project | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return findProjectFault(value) === undefined ? (value as Project) : undefined;
  } catch {
    return undefined; // the view of the project reports it
  }
}

async function readText(uri: vscode.Uri): Promise<string | undefined> {
  // VS Code would read a device without an end.
  if (uri.scheme === 'file') return await ignoreErrors(readRegularText(uri.fsPath, maxBytes));
  const entry = await ignoreErrors(vscode.workspace.fs.stat(uri));
  if (!entry || entry.size > maxBytes) return undefined;
  const bytes = await ignoreErrors(vscode.workspace.fs.readFile(uri));
  return bytes && new TextDecoder().decode(bytes);
}

/** Returns undefined where a file cannot be read: most settings files have no model next to them. */
async function ignoreErrors<T>(promise: Thenable<T>): Promise<T | undefined> {
  return await promise.then(
    (value) => value,
    () => undefined,
  );
}
