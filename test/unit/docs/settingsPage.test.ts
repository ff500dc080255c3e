import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { settingsPage } from '../../../scripts/settingsPage';

test('the tables of docs/settings-files.md are those of the option records; npm run docs writes them again', async () => {
  const text = readFileSync('docs/settings-files.md', 'utf8');
  await expect(settingsPage(text)).toMatchFileSnapshot('../../../docs/settings-files.md');
});
