import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type GeneratedFile, generatedFiles } from './generatedFiles';

/** Returns the generated files under `root` whose content is not what the code makes now, each with that content. */
export async function findStaleFiles(root: string): Promise<readonly { path: string; content: string }[]> {
  const checked = await Promise.all(generatedFiles.map((file) => checkFile(root, file)));
  return checked.filter((file) => file !== undefined);
}

async function checkFile(root: string, { path, generate }: GeneratedFile) {
  const current = await readFile(join(root, path), 'utf8').catch(() => '');
  const content = await generate(current);
  return content === current ? undefined : { path, content };
}

/** Writes the stale ones of the generated files under `root`, and returns their paths. */
export async function writeGeneratedFiles(root: string): Promise<readonly string[]> {
  const stale = await findStaleFiles(root);
  for (const { path, content } of stale) await writeFile(join(root, path), content);
  return stale.map(({ path }) => path);
}
