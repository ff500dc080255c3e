import * as vscode from 'vscode';
import { trainIni } from '../../options/iniFiles';
import { type ModelFacts, noModel } from '../../options/language/analysis';
import type { LooseIniValues } from '../../options/option';
import { findProjectFault, type Project, projectFileName } from '../../projects/projectFile';
import { isTrainerName, models } from '../../training/models';
import { parseModelState } from '../../training/store/modelState';

const mostBytes = 32 << 20;
const stateEnding = '_state.json';

/**
 * What is known of the model whose `train.ini` this is: from the state beside it, else from the project's list of
 * models. Through VS Code's own file access, so that it is the same on a disk, over SSH and in a virtual workspace.
 */
export async function readModelFacts(ini: vscode.Uri): Promise<ModelFacts> {
  if (!ini.path.endsWith(`/${trainIni.name}`)) return noModel;
  const folder = vscode.Uri.joinPath(ini, '..');
  return (await factsFromState(folder)) ?? (await factsFromProject(folder)) ?? noModel;
}

async function factsFromState(folder: vscode.Uri): Promise<ModelFacts | undefined> {
  const names = (await quietly(vscode.workspace.fs.readDirectory(folder))) ?? [];
  for (const [name] of names) {
    const trainer = name.slice(0, -stateEnding.length);
    if (!name.endsWith(stateEnding) || !isTrainerName(trainer)) continue;
    const state = parseModelState((await readText(vscode.Uri.joinPath(folder, name))) ?? '');
    if (state) return factsOf(trainer, state.config);
  }
  return undefined;
}

/** A model lies in `models/<name>` of its project. */
async function factsFromProject(folder: vscode.Uri): Promise<ModelFacts | undefined> {
  const text = await readText(vscode.Uri.joinPath(folder, '..', '..', projectFileName));
  const name = folder.path.slice(folder.path.lastIndexOf('/') + 1);
  const model = text === undefined ? undefined : parsedProject(text)?.models.find((other) => other.name === name);
  return model && factsOf(model.trainer, {});
}

function factsOf(trainer: string, fixed: LooseIniValues): ModelFacts | undefined {
  return isTrainerName(trainer) ? { trainer, fixed, preferences: models[trainer].preferences ?? {} } : undefined;
}

function parsedProject(text: string): Project | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return findProjectFault(value) === undefined ? (value as Project) : undefined;
  } catch {
    return undefined; // the project's own view tells
  }
}

async function readText(uri: vscode.Uri): Promise<string | undefined> {
  const entry = await quietly(vscode.workspace.fs.stat(uri));
  if (!entry || entry.size > mostBytes) return undefined;
  const bytes = await quietly(vscode.workspace.fs.readFile(uri));
  return bytes && new TextDecoder().decode(bytes);
}

/** Most files have no model beside them. */
async function quietly<T>(promise: Thenable<T>): Promise<T | undefined> {
  return await promise.then(
    (value) => value,
    () => undefined,
  );
}
