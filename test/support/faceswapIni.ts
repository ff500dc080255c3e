import { existsSync, readFileSync } from 'node:fs';

const facts = '../shared/reference/faceswap.md';

/** An option as faceswap knows it, from the facts about it. */
export interface FaceswapOption {
  readonly section: string;
  readonly key: string;
  readonly value: string;
  readonly takes: string;
  readonly meaning: string;
}

/** Whether the facts about faceswap are beside this checkout. */
export const hasFaceswapFacts = existsSync(facts);

/** The options of one of faceswap's files, from tables of `| section | key | type | default | takes | fixed | meaning |`. */
export function readFaceswapOptions(file: string): FaceswapOption[] {
  const text = readFileSync(facts, 'utf8');
  const chapter = text.slice(text.search(new RegExp(`^### 3\\.\\d ${file}$`, 'm')) + 4).split(/^##/m)[0]!;
  return chapter
    .split('\n')
    .map((row) => row.split('|').map((cell) => cell.trim()))
    .filter((cells) => cells.length > 6 && cells[1] !== 'section' && !cells[1]!.startsWith('---'))
    .map(([, section, key, , value, takes, , ...meaning]) => ({
      section: section!,
      key: key!,
      value: value === '-' ? '' : value!,
      takes: takes!,
      meaning: meaning.join('|').replace(/\|$/, ''),
    }));
}

/** A settings file as faceswap writes it: every section and option with its help above it. */
export function formatFaceswapIni(file: string): string {
  const options = readFaceswapOptions(file);
  const sections = [...new Set(options.map(({ section }) => section))].map((section) => {
    const entries = options.filter((option) => option.section === section).map(formatEntry);
    return `# ${section.toUpperCase().replaceAll('.', ' ')} OPTIONS\n# \n[${section}]\n\n${entries.join('\n')}`;
  });
  return sections.join('\n');
}

function formatEntry({ key, value, takes, meaning }: FaceswapOption): string {
  const help = [meaning, '', `Choose from: [${takes}]`, `[Default: ${value}]`];
  return `${help.map((line) => `# ${line}\n`).join('')}${key} = ${value}\n`;
}
