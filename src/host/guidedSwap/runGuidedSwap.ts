import { getErrorMessage } from '../../shared/errors';
import { t } from '../../shared/l10n';
import type { EnqueuedWork, WorkEnd } from '../jobs/jobService';
import { showProgress } from '../jobs/runAndNotify';
import { showInformationMessage, showWarningMessage } from '../prompts/messages';
import type { Services } from '../services';
import { type GuidedStep, guidedSteps } from './guidedSteps';
import { type GuidedSwap, parseGuidedSwap } from './guidedSwap';
import { unfinishedSwapKey } from './swapMemory';

/** Whether this window is doing the steps of a guided swap at the moment. */
let isRunning = false;

export const isSwapRunning = () => isRunning;

/** Returns the guided swap that has not ended; undefined where there is none in the project of this window. */
export function getUnfinishedSwap({ memory, project }: Services): GuidedSwap | undefined {
  const swap = parseGuidedSwap(memory.get(unfinishedSwapKey));
  return swap?.folder === project.content?.folder ? swap : undefined;
}

/**
 * Does the steps of a guided swap from its present one on. Each step is remembered before it begins, so that a window
 * that opens later goes on with it. A step that fails or is canceled stops the swap, until the user continues it.
 */
export async function runGuidedSwap(services: Services, swap: GuidedSwap): Promise<void> {
  if (isRunning) return;
  isRunning = true;
  try {
    await doSteps(services, swap);
  } finally {
    isRunning = false;
  }
}

async function doSteps(services: Services, first: GuidedSwap): Promise<void> {
  for (let swap: GuidedSwap | undefined = first; swap; ) {
    const index = guidedSteps.findIndex(({ name }) => name === swap?.step);
    const step = guidedSteps[index];
    if (!step) break;
    await services.memory.update(unfinishedSwapKey, swap);
    const after = await doStep(services, step, swap);
    if (!after) return;
    const { jobs: _jobs, ...rest } = after;
    const next: string | undefined = after.step === swap.step ? guidedSteps[index + 1]?.name : after.step;
    swap = next === undefined ? undefined : { ...rest, step: next };
  }
  await services.memory.update(unfinishedSwapKey, undefined);
}

/** Returns the swap after `step`; undefined where the user has to continue it. */
async function doStep(services: Services, step: GuidedStep, swap: GuidedSwap): Promise<GuidedSwap | undefined> {
  if (swap.jobs === undefined && step.isDone?.(services, swap)) return swap;
  try {
    const after = step.createWork ? await doWork(services, step, swap) : await step.ask?.(services, swap);
    if (!after && !step.createWork) offerToContinue(services, swap);
    return after;
  } catch (error) {
    services.log.error(getErrorMessage(error));
    offerToContinue(services, swap, getErrorMessage(error));
    return undefined;
  }
}

async function doWork(services: Services, step: GuidedStep, swap: GuidedSwap): Promise<GuidedSwap | undefined> {
  const work = { ...(await step.createWork!(swap)), notifyEnd: () => undefined };
  const title = `${t('Swap Two Videos')} (${guidedSteps.indexOf(step) + 1}/${guidedSteps.length}): ${work.title}`;
  const enqueued = await (swap.jobs ? services.jobs.follow(work, swap.jobs) : services.jobs.enqueue(work));
  if (!enqueued) {
    offerToContinue(services, swap);
    return undefined;
  }
  await services.memory.update(unfinishedSwapKey, { ...swap, jobs: enqueued.ids });
  await step.showStart?.(services, swap);
  const end = await showUntilEnd(services, title, enqueued);
  await services.project.refresh();
  const { outcome, message } = end.result;
  const fault = step.findFault?.(services, swap);
  if (!fault && (outcome === 'done' || (outcome === 'cancelled' && step.canEndEarly))) {
    step.showResult?.(services, end);
    return swap;
  }
  offerToContinue(services, swap, fault ?? message ?? t('{0}: canceled. What was saved is kept.', work.title));
  return undefined;
}

async function showUntilEnd(services: Services, title: string, enqueued: EnqueuedWork): Promise<WorkEnd> {
  void showProgress(services.jobs, title, enqueued);
  return await enqueued.end;
}

/** Offers to do the present step of `swap` again and to go on from there; does not wait for the answer. */
export function offerToContinue(services: Services, swap: GuidedSwap, reason?: string): void {
  const [go, forget] = [t('Continue'), t('Not Now')];
  const question = t('The swap of {0} and {1} is not finished.', swap.a, swap.b);
  const show = reason === undefined ? showInformationMessage : showWarningMessage;
  const { jobs: _ended, ...again } = swap;
  void show([...(reason === undefined ? [] : [reason]), question].join(' '), go, forget).then(async (answer) => {
    if (answer === go) await runGuidedSwap(services, again);
    if (answer === forget) await services.memory.update(unfinishedSwapKey, undefined);
  });
}

/** Goes on with a guided swap after the window was opened again: at once where its jobs go on, else when the user says so. */
export function restoreGuidedSwap(services: Services): void {
  const swap = getUnfinishedSwap(services);
  if (swap?.jobs) void runGuidedSwap(services, swap);
  else if (swap) offerToContinue(services, swap);
}
