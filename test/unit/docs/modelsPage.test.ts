import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { modelPictures, modelsPage } from '../../../scripts/modelsPage';
import { trainerNames } from '../../../src/options/trainers';

const page = () => readFileSync('docs/models.md', 'utf8');

test('docs/models.md says of every model and preset what the code does; npm run docs writes it again', async () => {
  for (const name of trainerNames) expect(page()).toContain(`\n## ${name}\n`);
  await expect(await modelsPage(page())).toMatchFileSnapshot('../../../docs/models.md');
});

test('the pictures of the models are drawn from their graphs, and all are shown; npm run docs draws them again', async () => {
  const shown = await modelsPage(page());
  for (const [name, picture] of Object.entries(modelPictures())) {
    await expect(picture).toMatchFileSnapshot(`../../../docs/pictures/${name}.svg`);
    expect(shown).toContain(`](pictures/${name}.svg)`);
  }
});
