import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseSources } from '../../scripts/parseSources';

// CONTRIBUTING.md describes how this project writes English; these tests check the part that a program can check.

const codeFolders = ['src', 'scripts', 'bench', 'test'];
const texts = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CODE_OF_CONDUCT.md', 'package.json', 'package.nls.json'];

/** Functions that may end in `Of`, because a standard has given them that name. */
const standardNames = new Set(['indexOf', 'lastIndexOf', 'valueOf']);

/** Beginnings and parts of words that only British English has. */
const britishSpelling = new RegExp(
  [
    'colour|favour|behaviour|neighbour|honour|flavour',
    '\\w+(?:al|im|er|or|on|an|el|il|ar|ic|ur|at|om|hes|iv)is(?:e[ds]?|ing|ation|er)\\b',
    'recognis|analys(?:ed?|ing)\\b|catalogue|artefact|judgement|licence',
    'centre[ds]?\\b|centring|grey|learnt|whilst',
    '(?:label|model|travel|signal)l(?:ed|ing)\\b',
  ].join('|'),
  'gi',
);

/** Words that match and are right: American English too, names of other programs, and a mistake that a test makes. */
const exceptions = [
  ...[
    'noise[ds]?',
    '\\w*(?:wise|otherwise|precise|exercise|promise|premise|comprise|surprise|raise)[ds]?',
    'greyscale',
  ],
  ...['toColourspace', 'aria-labelledby', 'n?centring(?= = face| \\\\\\(nearest)'],
];
const exception = new RegExp(`\\b(?:${exceptions.join('|')})`, 'gi');

function listFiles(folder: string, ending: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => join(folder, name));
}

/** Returns the British words of a text with the number of their line. */
function findBritishWords(text: string): string[] {
  return text.split('\n').flatMap((line, index) => {
    const words = line.replace(exception, '').match(britishSpelling) ?? [];
    return words.map((word) => `line ${index + 1}: ${word}`);
  });
}

test('no function is named by a noun that ends in "Of"', () => {
  const sources = parseSources(...codeFolders);
  expect(sources.length).toBeGreaterThan(500);
  const found = sources.flatMap(({ path, functions }) =>
    functions.filter((name) => /[a-z0-9]Of$/.test(name) && !standardNames.has(name)).map((name) => `${path}: ${name}`),
  );
  expect(found).toEqual([]);
});

test('the spelling is American', () => {
  const own = join('test', 'unit', 'plainEnglish.test.ts'); // it has the British words
  const files = [
    ...codeFolders.flatMap((folder) => listFiles(folder, /\.(ts|mjs|cjs|js|css|html)$/)).filter((path) => path !== own),
    ...listFiles('docs', /\.md$/),
    ...texts.filter((path) => existsSync(path)),
  ];
  const found = files.flatMap((path) => findBritishWords(readFileSync(path, 'utf8')).map((word) => `${path}, ${word}`));
  for (const name of listFiles('l10n', /\.json$/)) {
    const keys = Object.keys(JSON.parse(readFileSync(name, 'utf8')));
    found.push(...findBritishWords(keys.join('\n')).map((word) => `${name}, ${word}`));
  }
  expect(found).toEqual([]);
});

test('British words are found, and words of both spellings are not', () => {
  expect(findBritishWords('the colour\nnormalised, initialises, grey, recognising, the centre, labelled')).toEqual([
    'line 1: colour',
    'line 2: normalised',
    'line 2: initialises',
    'line 2: grey',
    'line 2: recognis',
    'line 2: centre',
    'line 2: labelled',
  ]);
  expect(findBritishWords('noise, otherwise, precise, raised, promise, likewise, analysis, modeling')).toEqual([]);
});
