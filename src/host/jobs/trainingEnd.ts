import * as vscode from 'vscode';
import type { JsonValue } from '../../shared/jobEvents';
import { formatDuration, formatNumber } from '../../shared/jobText';
import { t } from '../../shared/l10n';
import { createNodeReference } from '../tree/treeNode';
import type { NotificationAction } from './endNotification';

/** Says in one line how a training has ended, from the summary of its job. */
export function describeTrainingEnd(model: string, summary: Readonly<Record<string, JsonValue>>): string {
  const iterations = formatNumber(Number(summary.iterations ?? 0));
  switch (summary.end) {
    case 'time':
      return t(
        '{0} was trained for {1} and has {2} iterations.',
        model,
        formatDuration(Number(summary.seconds)),
        iterations,
      );
    case 'flat':
      return t('{0} does not improve any more: training has ended, with {1} iterations.', model, iterations);
    case 'there already':
      return t('{0} already has {1} iterations: nothing was trained. Train on with a higher goal.', model, iterations);
    default:
      return t('{0} has {1} iterations, as requested.', model, iterations);
  }
}

/** Returns what a user may want to do with a trained model: look at it, use it, or train on. */
export function listStepsAfterTraining(model: string): readonly NotificationAction[] {
  const node = createNodeReference('model', model);
  const createAction = (label: string, command: string) => ({
    label,
    run: () => vscode.commands.executeCommand(command, node),
  });
  return [
    createAction(t('Preview'), 'faceswap.previewSwap'),
    createAction(t('Convert'), 'faceswap.convert'),
    createAction(t('Train On'), 'faceswap.train'),
  ];
}
