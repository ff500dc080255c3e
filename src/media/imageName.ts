import { extname } from 'node:path';

const imageExtensions = new Set(['.gif', '.jpeg', '.jpg', '.png', '.tif', '.tiff', '.webp']);

/** Whether a name is that of an image that `readImage` reads. */
export function isImageName(name: string): boolean {
  return imageExtensions.has(extname(name).toLowerCase());
}
