// npm run generate [-- --check]: writes all generated files (docs pages, pictures, schemas, parts of package.json) that are
// stale; with --check it only names them, and fails where there is one. The list is scripts/generate/generatedFiles.ts.
import { nodePath } from './setup/node.mjs';
import { run } from './setup/run.mjs';
import { main, setUp } from './setup.mjs';

await main(async (args) => {
  await setUp();
  return run(nodePath(), ['scripts/generate/run.mjs', ...args]);
});
