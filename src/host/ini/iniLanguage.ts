import * as vscode from 'vscode';
import type { WorkspaceProject } from '../project/workspaceProject';
import { IniDiagnostics } from './iniDiagnostics';
import { registerFixes } from './iniFixes';
import { registerProviders, registerTrainLens } from './iniProviders';
import { OpenInis } from './openIniFiles';

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
