import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { explainFileError } from '../../../files/atomicFile';
import { logsFolderName } from '../modelFiles';
import type { IterationReport, TrainingObserver } from '../trainingObserver';
import { encodeScalarsEvent, encodeStartEvent, encodeVersionEvent } from './event';
import { encodeRecord } from './tfRecord';

/** Events wait in memory for the next save, but not more of them than this. */
const mostWaitingBytes = 1 << 20;

/**
 * The losses as TensorBoard reads them (`tensorboard --logdir <model>/logs`): a run for each session of training, in a
 * file of its own, so that nothing that is written is ever changed. Written at each save: what a kill takes from the
 * model it takes from here too. After a restore a session may come again: its file says from where on it counts.
 * @param session number of the session in the model's state
 */
export function openTensorBoardLog(modelDir: string, session: string, now = Date.now()): TrainingObserver {
  const name = `events.out.tfevents.${Math.floor(now / 1000)}.faceswap`; // TensorBoard looks for the first words
  const path = join(modelDir, logsFolderName, `session_${session}`, name);
  let begun = false;
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  const flush = () => {
    if (waiting.length > 0) append(path, Buffer.concat(waiting));
    waiting = [];
    waitingBytes = 0;
  };
  return {
    onIteration(iteration) {
      const { seconds } = iteration;
      if (!begun)
        waiting.push(
          encodeRecord(encodeVersionEvent(seconds)),
          encodeRecord(encodeStartEvent(seconds, iteration.iteration)),
        );
      begun = true;
      const record = encodeRecord(encodeScalarsEvent(seconds, iteration.iteration, listScalars(iteration)));
      waiting.push(record);
      waitingBytes += record.length;
      if (waitingBytes > mostWaitingBytes) flush();
    },
    onSave: async () => flush(),
    close: flush,
  };
}

function append(path: string, content: Uint8Array): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    appendFileSync(path, content);
  } catch (error) {
    throw explainFileError(error, path);
  }
}

/** faceswap's tags, then whatever else the step reports, under its own name. */
function listScalars({ lossA, lossB, losses, learningRate }: IterationReport): Record<string, number> {
  const { lossA: _a, lossB: _b, ...others } = losses;
  return { total: lossA + lossB, face_a: lossA, face_b: lossB, ...others, learning_rate: learningRate };
}
