import { convertIni } from '../../src/conversion/convertSettings';
import { extractIni } from '../../src/faces/extractIni';
import { listIniOptions } from '../../src/options/option';
import { replaceGeneratedSections } from './generatedSections';
import { renderOptionTables } from './optionTables';

const tables = { 'extract.ini': extractIni.table, 'convert.ini': convertIni.table } as const;

/** Returns docs/settings-files.md with the tables of its options generated anew; `text` is the present page. */
export function renderSettingsPage(text: string): string {
  const mark = { heading: 'has effect', isFor: ({ unused }: { readonly unused?: true }) => !unused };
  return replaceGeneratedSections(text, (name) =>
    renderOptionTables(listIniOptions(tables[name as keyof typeof tables]), mark),
  );
}
