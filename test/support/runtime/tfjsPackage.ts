import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { resolve: resolvePackage } = createRequire(import.meta.url);

/** What the packages for Node are: TensorFlow.js with a backend. This one's is written in JavaScript. */
export const workingPackage = `
  const tf = require(${JSON.stringify(resolvePackage('@tensorflow/tfjs-core'))});
  require(${JSON.stringify(resolvePackage('@tensorflow/tfjs-backend-cpu'))});
  module.exports = tf;
`;

/** Puts a package `@tensorflow/<name>` where npm would. */
export async function installPackage(folder: string, name: string, code: string): Promise<void> {
  const place = join(folder, 'node_modules', '@tensorflow', name);
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'package.json'), JSON.stringify({ name: `@tensorflow/${name}`, main: 'main.js' }));
  await writeFile(join(place, 'main.js'), code);
}
