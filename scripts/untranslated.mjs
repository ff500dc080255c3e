// npm run untranslated: lists for each language (l10n/bundle.l10n.<language>.json) the texts of the product that it does not
// translate, and what it has that is no longer needed. To begin a language, write its file with `{}` in it.
import { nodePath } from './setup/node.mjs';
import { run } from './setup/run.mjs';
import { main, setUp } from './setup.mjs';

await main(async () => {
  await setUp();
  return run(nodePath(), ['scripts/l10n/run.mjs']);
});
