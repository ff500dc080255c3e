// Loads the TypeScript of the list by Vite, which the tests run on as well.
import { runnerImport } from 'vite';
import { root } from '../setup/run.mjs';
import { Stop } from '../setup/stop.mjs';
import { main } from '../setup.mjs';

await main(async (args) => {
  const { module } = await runnerImport('/scripts/generate/writeGeneratedFiles.ts', { configFile: false, root });
  const { findStaleFiles, writeGeneratedFiles } = module;
  if (!args.includes('--check')) {
    const written = await writeGeneratedFiles(root);
    console.log(written.length > 0 ? `Written: ${written.join(', ')}` : 'All generated files are up to date.');
    return;
  }
  const stale = await findStaleFiles(root);
  if (stale.length > 0)
    throw new Stop(
      `Stale: ${stale.map(({ path }) => path).join(', ')}. Run \`npm run generate\` and commit the result.`,
    );
});
