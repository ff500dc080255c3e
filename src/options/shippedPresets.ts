import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of the presets that come with the program, for a bundle in `dist` and for the sources. */
export function shippedPresets(): string {
  const [ofBundle, ofSources] = ['../presets', '../../presets'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return existsSync(ofBundle!) ? ofBundle! : ofSources!;
}
