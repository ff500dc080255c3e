import sharp from 'sharp';
import { messageOf, UserError } from '../../shared/errors';
import { type BatchMaker, openBatchMaker } from './batchMaker';
import type { LoaderReply, LoaderRequest } from './loaderProtocol';

/**
 * A process that makes batches on request, beside the one that trains: a training step occupies its thread throughout.
 * It ends with the process that forked it.
 */

let maker: Promise<BatchMaker> | undefined;
let work: Promise<void> = Promise.resolve();

function reply(message: LoaderReply): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, undefined, undefined, () => resolve());
  });
}

async function answer(request: LoaderRequest): Promise<void> {
  if (request.type === 'open') {
    maker = openBatchMaker(request.work, (message) => void reply({ type: 'warning', message }));
    await maker;
  } else if (maker !== undefined) {
    await reply({ type: 'batch', batch: await (await maker).batch(request.iteration) });
  }
}

async function fail(error: unknown): Promise<void> {
  await reply({ type: 'failed', message: messageOf(error), forUser: error instanceof UserError });
  process.exit(1);
}

// The step has the cores; each file gets one thread, and the batch has several files.
sharp.concurrency(1);
process.on('message', (request: LoaderRequest) => {
  work = work.then(() => answer(request)).catch(fail);
});
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole group; the training process still wants its last batches and closes the channel itself.
process.on('SIGINT', () => undefined);
