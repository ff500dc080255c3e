import * as vscode from 'vscode';
import { createPlainItems, makePlainPrompt, type PlainItem } from './plainItems';

/** The button Back was pressed. */
export const back = Symbol('back');

/** What the user answered; `undefined` where the question was canceled. */
export type Answer<T> = T | typeof back | undefined;

/** Returns the answer; undefined where there is none, because the question was canceled or the user went back. */
export function dropBack<T>(answer: Answer<T>): T | undefined {
  return answer === back ? undefined : answer;
}

/** What a question shows of the sequence that it belongs to; the step is shown where there is more than one. */
export interface WizardPlace {
  readonly title: string;
  /** The number of the question, from 1. */
  readonly step: number;
  readonly totalSteps: number;
}

/** The place of a question that stands alone. */
export const onlyQuestion = (title: string): WizardPlace => ({ title, step: 1, totalSteps: 1 });

/** One question of a sequence: returns the answers that it adds or changes. It must not write anything. */
export type WizardStep<A> = (place: WizardPlace, answers: A) => Promise<Answer<Partial<A>>>;

/** A question that is asked only where the answers before it leave something to ask. */
export interface ConditionalStep<A> {
  isAsked(answers: A): boolean;
  readonly ask: WizardStep<A>;
}

/**
 * Asks the questions of `steps` one after the other. The button Back returns to the question before; Escape ends all of
 * them. Returns all answers, beginning with `answers`; undefined when canceled.
 */
export async function runWizard<A extends object>(
  title: string,
  steps: readonly (WizardStep<A> | ConditionalStep<A>)[],
  answers: A,
): Promise<A | undefined> {
  let given = answers;
  const isAsked = (step: (typeof steps)[number]) => typeof step === 'function' || step.isAsked(given);
  const findAsked = (from: number, way: 1 | -1) => {
    let index = from;
    while (index >= 0 && index < steps.length && !isAsked(steps[index]!)) index += way;
    return index;
  };
  for (let index = findAsked(0, 1); index < steps.length; ) {
    const step = steps[index]!;
    const place = {
      title,
      step: 1 + steps.slice(0, index).filter(isAsked).length,
      totalSteps: steps.filter(isAsked).length,
    };
    const answer = await (typeof step === 'function' ? step : step.ask)(place, given);
    if (answer === undefined) return undefined;
    if (answer === back) {
      index = findAsked(index - 1, -1);
      continue;
    }
    given = { ...given, ...answer };
    index = findAsked(index + 1, 1);
  }
  return given;
}

/** Returns what `map` makes of an answer; Back and the end of the questions stay what they are. */
export function mapAnswer<T, R>(answer: Answer<T>, map: (answer: T) => R): Answer<R> {
  if (answer === undefined) return undefined;
  return answer === back ? back : map(answer as T);
}

/** A button of an entry, and what it does; the question stays open. */
export interface EntryAction extends vscode.QuickInputButton {
  run(): unknown;
}

interface PickQuestion<T extends vscode.QuickPickItem> {
  readonly items: readonly T[];
  readonly placeholder: string;
}

/** Asks for one of `items`; `active` is the one that Enter takes at first. */
export async function askChoice<T extends vscode.QuickPickItem>(
  place: WizardPlace,
  { items, placeholder, active }: PickQuestion<T> & { readonly active?: T },
): Promise<Answer<T>> {
  const input = vscode.window.createQuickPick<PlainItem<T>>();
  input.items = createPlainItems(items);
  input.placeholder = placeholder;
  input.matchOnDescription = true;
  if (active) input.activeItems = input.items.filter(({ original }) => original === active);
  const actions = input.onDidTriggerItemButton(({ button }) => (button as EntryAction).run());
  try {
    return await askInPlace(place, input, () => input.selectedItems[0]?.original);
  } finally {
    actions.dispose();
  }
}

/** Asks which of `items` to take: any number of them, and none where that `isOptional`. */
export async function askChoices<T extends vscode.QuickPickItem>(
  place: WizardPlace,
  { items, placeholder, isOptional }: PickQuestion<T> & { readonly isOptional: boolean },
): Promise<Answer<readonly T[]>> {
  const input = vscode.window.createQuickPick<PlainItem<T>>();
  input.items = createPlainItems(items);
  input.placeholder = placeholder;
  input.canSelectMany = true;
  input.selectedItems = input.items.filter(({ picked }) => picked);
  return await askInPlace(place, input, () =>
    isOptional || input.selectedItems.length > 0 ? input.selectedItems.map(({ original }) => original) : undefined,
  );
}

interface TextQuestion {
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value?: string;
  /** Returns what is wrong with a text; undefined for one that can be accepted. */
  validate?(text: string): string | undefined;
}

/** Asks for a line of text, which may be empty where `validate` accepts that. */
export async function askText(
  place: WizardPlace,
  { prompt, placeholder, value, validate }: TextQuestion,
): Promise<Answer<string>> {
  const input = vscode.window.createInputBox();
  input.prompt = makePlainPrompt(prompt);
  input.placeholder = placeholder;
  input.value = value ?? '';
  const check = () => {
    const fault = validate?.(input.value);
    input.validationMessage = fault === undefined ? undefined : makePlainPrompt(fault);
    return fault === undefined;
  };
  // An empty field is not wrong before something was typed.
  const checking = input.onDidChangeValue(check);
  try {
    return await askInPlace(place, input, () => (check() ? input.value : undefined));
  } finally {
    checking.dispose();
  }
}

type Question = (vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox) & vscode.QuickInput;

/** Shows a question until it is accepted with an answer, canceled, or Back is pressed. */
async function askInPlace<T>(
  { title, step, totalSteps }: WizardPlace,
  input: Question,
  readAnswer: () => T | undefined,
): Promise<Answer<T>> {
  input.title = title;
  if (totalSteps > 1) [input.step, input.totalSteps] = [step, totalSteps];
  input.ignoreFocusOut = true;
  if (step > 1) input.buttons = [vscode.QuickInputButtons.Back];
  const subscriptions: vscode.Disposable[] = [input];
  try {
    return await new Promise<Answer<T>>((resolve) => {
      subscriptions.push(
        input.onDidAccept(() => {
          const answer = readAnswer();
          if (answer !== undefined) resolve(answer);
        }),
        input.onDidTriggerButton((button) => button === vscode.QuickInputButtons.Back && resolve(back)),
        input.onDidHide(() => resolve(undefined)),
      );
      input.show();
    });
  } finally {
    vscode.Disposable.from(...subscriptions).dispose();
  }
}
