import { getStage, type StageName } from '../../stages/stages';

/** This process's environment for one of ours: without what VS Code sets for its own processes. */
export function getInheritedEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_)/.test(name));
  return { ...Object.fromEntries(own), ...(process.versions.electron ? { ELECTRON_RUN_AS_NODE: '1' } : {}) };
}

/** The environment of a job on `stage`; `more` wins. */
export function buildJobEnvironment(stage: StageName, more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { ...getInheritedEnvironment(), ...getStage(stage).getEnvironment?.(), ...more };
}
