import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file that the program reads, its own or a foreign one, and how. */
export interface Reader {
  readonly name: string;
  /** Makes a whole file in `folder` from the folder of prepareInputs; returns its path. */
  make(inputs: string, folder: string): Promise<string>;
  read(path: string, folder: string): Promise<unknown>;
  /** A reading starts a process, or takes as long: fewer of them. */
  readonly isSlow?: boolean;
}

/** Makes a copy of one of the inputs, of which `file` is damaged. */
export const copy = (name: string, file: string) => async (inputs: string, folder: string) => {
  cpSync(join(inputs, name), join(folder, name), { recursive: true });
  return join(folder, file);
};

/** Makes a file of this content: a text, bytes, or what is written as JSON. */
export const write = (file: string, content: unknown) => async (_: string, folder: string) => {
  const path = join(folder, file);
  mkdirSync(join(path, '..'), { recursive: true });
  const isWritten = typeof content === 'string' || content instanceof Uint8Array;
  writeFileSync(path, isWritten ? content : JSON.stringify(content));
  return path;
};
