import * as vscode from 'vscode';
import type { WorkspaceProject } from '../workspaceProject';
import { IniDiagnostics } from './iniDiagnostics';
import { registerFixes } from './iniFixes';
import { registerProviders } from './iniProviders';
import { OpenInis } from './openInis';
import { registerTrainLens } from './trainLens';

/** All that helps with `train.ini`, `extract.ini` and `convert.ini`. */
export function registerIniLanguage(project: WorkspaceProject): vscode.Disposable {
  const inis = new OpenInis(project);
  return vscode.Disposable.from(
    inis,
    new IniDiagnostics(inis),
    registerProviders(inis),
    registerFixes(inis),
    registerTrainLens(inis, project),
  );
}
