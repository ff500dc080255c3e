// Loads the TypeScript of the list by Vite, which the tests run on as well.
import { runnerImport } from 'vite';
import { root } from '../setup/run.mjs';
import { main } from '../setup.mjs';

await main(async () => {
  const { module } = await runnerImport('/scripts/l10n/untranslated.ts', { configFile: false, root });
  for (const line of await module.listTranslationGaps()) console.log(line);
});
