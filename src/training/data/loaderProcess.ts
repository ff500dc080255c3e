import sharp from 'sharp';
import { onParentEnd } from '../../files/parentEnd';
import { getErrorMessage, UserError } from '../../shared/errors';
import { setTranslations } from '../../shared/l10n';
import { type BatchBuilder, openBatchBuilder } from './batchBuilder';
import type { LoaderReply, LoaderRequest } from './loaderProtocol';

/**
 * Entry point of a process that builds batches on request. It is separate from the training process because a training
 * step keeps its thread busy. It ends together with the process that forked it.
 */

let builder: Promise<BatchBuilder> | undefined;
let pendingWork: Promise<void> = Promise.resolve();

function sendReply(message: LoaderReply): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, undefined, undefined, () => resolve());
  });
}

async function answer(request: LoaderRequest): Promise<void> {
  if (request.type === 'open') {
    setTranslations(...request.translations);
    builder = openBatchBuilder(request.work, (file, message) => void sendReply({ type: 'skipped', file, message }));
    await builder;
  } else if (builder !== undefined) {
    await sendReply({ type: 'batch', batch: await (await builder).build(request.iteration) });
  }
}

async function reportFailure(error: unknown): Promise<void> {
  await sendReply({ type: 'failed', message: getErrorMessage(error), forUser: error instanceof UserError });
  endProcess();
}

/** Ends without cleanup: there is nothing to save, and busy native threads could keep an orderly exit waiting forever. */
function endProcess(): void {
  process.kill(process.pid, 'SIGKILL');
}

// One thread for each file: a batch has several files, and the training step needs the other cores.
sharp.concurrency(1);
process.on('message', (request: LoaderRequest) => {
  pendingWork = pendingWork.then(() => answer(request)).catch(reportFailure);
});
onParentEnd(endProcess);
// Ctrl-C reaches every process of the terminal. The training process may still need batches, and closes the channel itself.
process.on('SIGINT', () => undefined);
