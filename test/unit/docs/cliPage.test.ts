import { expect, test } from 'vitest';
import { cliPage } from '../../../scripts/cliPage';

test('docs/cli.md is what the command line says of itself; npm run docs writes it again', async () => {
  await expect(cliPage()).toMatchFileSnapshot('../../../docs/cli.md');
});
