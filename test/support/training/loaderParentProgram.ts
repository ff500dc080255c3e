import { openFaceLoader } from '../../../src/training/data/faceLoader';

/** Program that opens a loader, prints the process id of the loader, and waits to be killed. */
const [folder = '', loaderModule = ''] = process.argv.slice(2);
const geometry = {
  inputSize: 32,
  outputSize: 32,
  centering: 'face',
  coverage: 1,
  verticalOffset: 0,
  maskType: 'none',
} as const;
const loader = await openFaceLoader({
  folderA: folder,
  folderB: folder,
  batchSize: 2,
  geometry,
  seed: 1,
  loaderModule,
});
await loader.next();
process.stdout.write(`${loader.processIds[0]}\n`);
