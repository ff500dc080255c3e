import { convertOptionTable } from '../../src/conversion/convertOptions';
import { extractOptionTable } from '../../src/faces/extractOptions';
import { listIniOptions } from '../../src/options/option';
import { replaceGeneratedSections } from './generatedSections';
import { renderOptionTables } from './optionTables';

const tables = { 'extract.ini': extractOptionTable, 'convert.ini': convertOptionTable } as const;

/** Returns docs/settings-files.md with the tables of its options generated anew; `text` is the present page. */
export function renderSettingsPage(text: string): string {
  const mark = { heading: 'has effect', isFor: ({ unused }: { readonly unused?: true }) => !unused };
  return replaceGeneratedSections(text, (name) =>
    renderOptionTables(listIniOptions(tables[name as keyof typeof tables]), mark),
  );
}
