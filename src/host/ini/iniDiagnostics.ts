import * as vscode from 'vscode';
import { findValue, type IniAnalysis, type ModelFacts } from '../../options/language/analysis';
import { createModelDiagnostic, type IniDiagnostic, listDiagnostics } from '../../options/language/diagnostics';
import { isTrainerName, type TrainerName, trainerNames } from '../../training/models/models';
import { readPresetHead } from '../../training/settings/presets';
import { explainInvalidModel } from '../../training/step/invalidModel';
import { isIni, type OpenIniFiles } from './openIniFiles';
import { toVscodeRange } from './vscodeRanges';

/** How long after the last keystroke a file is checked. */
const typingDelayMs = 150;

/** VS Code shows at most this many diagnostics of a file. */
const maxDiagnostics = 1000;

const diagnosticSource = 'faceswap';

/** Updates the diagnostics of the open settings files while the user types. */
export class IniDiagnostics implements vscode.Disposable {
  readonly #files: OpenIniFiles;
  readonly #collection = vscode.languages.createDiagnosticCollection('faceswap-ini');
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #events: vscode.Disposable;

  constructor(files: OpenIniFiles) {
    this.#files = files;
    const { workspace } = vscode;
    const checkAll = () => {
      for (const document of workspace.textDocuments) this.#schedule(document, 0);
    };
    this.#events = vscode.Disposable.from(
      workspace.onDidOpenTextDocument((document) => this.#schedule(document, 0)),
      workspace.onDidChangeTextDocument(({ document }) => this.#schedule(document, typingDelayMs)),
      workspace.onDidCloseTextDocument(({ uri }) => this.#drop(uri)),
      files.onDidChangeFacts(checkAll),
    );
    checkAll();
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    vscode.Disposable.from(this.#events, this.#collection).dispose();
  }

  #schedule(document: vscode.TextDocument, delayMs: number): void {
    if (!isIni(document)) return;
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    const check = () => {
      this.#timers.delete(key);
      void this.#check(document);
    };
    this.#timers.set(key, setTimeout(check, delayMs));
  }

  async #check(document: vscode.TextDocument): Promise<void> {
    const { version } = document;
    const facts = await this.#files.readFacts(document);
    if (document.isClosed || document.version !== version) return; // a later check follows
    const analysis = this.#files.analyze(document);
    const found = [...listDiagnostics(analysis, facts), ...(await findModelFaults(analysis, facts))];
    if (document.isClosed || document.version !== version) return;
    this.#collection.set(document.uri, found.slice(0, maxDiagnostics).map(toVscodeDiagnostic));
  }

  #drop(uri: vscode.Uri): void {
    clearTimeout(this.#timers.get(uri.toString()));
    this.#timers.delete(uri.toString());
    this.#collection.delete(uri);
  }
}

/** Returns why the models of a train.ini that has no mistake of its own cannot be built. */
async function findModelFaults(analysis: IniAnalysis, facts: ModelFacts): Promise<IniDiagnostic[]> {
  const { file, checked } = analysis;
  if (file.name !== 'train.ini' || checked.problems.some(({ severity }) => severity === 'error')) return [];
  const faults: IniDiagnostic[] = [];
  for (const trainer of guessTrainers(analysis, facts)) {
    const reason = await explainInvalidModel(trainer, checked.values, facts.fixed);
    if (reason !== undefined && !faults.some(({ message }) => message === reason))
      faults.push(createModelDiagnostic(analysis, `model.${trainer}`, reason));
  }
  return faults;
}

/**
 * Returns the trainer of the model or preset; where it is unknown, all trainers with changed options, else
 * `original`.
 */
function guessTrainers({ file, checked, document }: IniAnalysis, facts: ModelFacts): TrainerName[] {
  const trainer = facts.trainer ?? readPresetHead(document).get('trainer');
  if (trainer !== undefined && isTrainerName(trainer)) return [trainer];
  const isChanged = (name: string) => {
    const section = `model.${name}`;
    return Object.entries(file.table[section] ?? {}).some(
      ([key, option]) => (findValue(checked.values, section, key) ?? option.default) !== option.default,
    );
  };
  const changed = trainerNames.filter(isChanged);
  return changed.length > 0 ? changed : ['original'];
}

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
} as const;

export function toVscodeDiagnostic({ code, severity, message, range }: IniDiagnostic): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(toVscodeRange(range), message, severities[severity]);
  diagnostic.source = diagnosticSource;
  diagnostic.code = code;
  if (severity === 'hint') diagnostic.tags = [vscode.DiagnosticTag.Unnecessary];
  return diagnostic;
}
