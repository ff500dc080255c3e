import sharp from 'sharp';
import { getErrorMessage, UserError } from '../../shared/errors';
import { setTranslations } from '../../shared/l10n';
import { type BatchBuilder, openBatchBuilder } from './batchBuilder';
import type { LoaderReply, LoaderRequest } from './loaderProtocol';

/**
 * A process that makes batches on request, beside the one that trains: a training step occupies its thread throughout.
 * It ends with the process that forked it.
 */

let maker: Promise<BatchBuilder> | undefined;
let work: Promise<void> = Promise.resolve();

function reply(message: LoaderReply): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, undefined, undefined, () => resolve());
  });
}

async function answer(request: LoaderRequest): Promise<void> {
  if (request.type === 'open') {
    setTranslations(...request.translations);
    maker = openBatchBuilder(request.work, (file, message) => void reply({ type: 'leftOut', file, message }));
    await maker;
  } else if (maker !== undefined) {
    await reply({ type: 'batch', batch: await (await maker).build(request.iteration) });
  }
}

async function fail(error: unknown): Promise<void> {
  await reply({ type: 'failed', message: getErrorMessage(error), forUser: error instanceof UserError });
  end();
}

/** Ends without clean-up: there is nothing to save, and native threads at work can make an orderly exit wait for ever. */
function end(): void {
  process.kill(process.pid, 'SIGKILL');
}

// The step has the cores; each file gets one thread, and the batch has several files.
sharp.concurrency(1);
process.on('message', (request: LoaderRequest) => {
  work = work.then(() => answer(request)).catch(fail);
});
process.on('disconnect', end);
// Ctrl-C reaches the whole group; the training process still wants its last batches and closes the channel itself.
process.on('SIGINT', () => undefined);
