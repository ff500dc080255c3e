import * as vscode from 'vscode';
import type { WorkspaceProject } from '../project/workspaceProject';
import { IniDiagnostics } from './iniDiagnostics';
import { registerFixes } from './iniFixes';
import { registerProviders, registerTrainLens } from './iniProviders';
import { OpenIniFiles } from './openIniFiles';

/** Registers the language features of `train.ini`, `extract.ini` and `convert.ini`. */
export function registerIniLanguage(project: WorkspaceProject): vscode.Disposable {
  const files = new OpenIniFiles(project);
  return vscode.Disposable.from(
    files,
    new IniDiagnostics(files),
    registerProviders(files),
    registerFixes(files),
    registerTrainLens(files, project),
  );
}
