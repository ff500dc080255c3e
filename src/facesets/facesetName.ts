import { basename, dirname } from 'node:path';

/** Returns what a folder of faces is called: in a project by its person, and by its cluster where that is not the only one. */
export function nameFaceset(folder: string): string {
  const [name, parent] = [basename(folder), dirname(folder)];
  if (name === 'faces') return basename(parent) || name;
  return basename(parent) === 'faces' ? `${basename(dirname(parent))}, ${name}` : name;
}
