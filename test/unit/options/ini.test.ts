import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { formatIni, parseIni, readIniContent } from '../../../src/options/ini';
import { Random } from '../../../src/tensor/random';

const sample = `# a comment
[global]
; another
Centering = face
coverage:  87.5
vertical_offset =
long = first
   second
\t# no part of the value
   third = x

[global.loss]\r\neye_multiplier=3   `;

/** Returns how Python's ConfigParser reads each text: sections with their entries, or the name of its error. */
function parseWithPython(texts: readonly string[]): unknown[] | undefined {
  const script = `
import configparser, io, json, sys
def read(text):
    parser = configparser.RawConfigParser(default_section='\\0')
    try:
        parser.read_file(io.StringIO(text, newline=None))
        return {s: dict(parser.items(s)) for s in parser.sections()}
    except configparser.Error as error:
        return type(error).__name__
print(json.dumps([read(text) for text in json.load(sys.stdin)]))
`;
  const result = spawnSync('python3', ['-c', script], { input: JSON.stringify(texts), encoding: 'utf8' });
  return result.error ? undefined : JSON.parse(result.stdout);
}

function parseHere(text: string): unknown {
  const { sections, entries, faults } = readIniContent(parseIni(text));
  if (faults.length > 0) return 'fault';
  return Object.fromEntries(
    sections.map(({ name }) => [
      name,
      Object.fromEntries(entries.filter((e) => e.section === name).map((e) => [e.key, e.value])),
    ]),
  );
}

describe('the ini reader', () => {
  it('reproduces any text byte for byte', () => {
    const random = new Random(5);
    const pieces = [
      '[',
      ']',
      '=',
      ':',
      '#',
      ';',
      ' ',
      '\t',
      '\n',
      '\r\n',
      '\r',
      'key',
      'global',
      '0',
      'é',
      '\0',
      '[a]\n',
    ];
    for (let i = 0; i < 500; i++) {
      const text = Array.from({ length: random.integer(60) }, () => pieces[random.integer(pieces.length)]).join('');
      expect(formatIni(parseIni(text))).toBe(text);
      readIniContent(parseIni(text));
    }
  });

  it('gives the positions of keys and values', () => {
    const { entries } = readIniContent(parseIni(sample));
    const coverage = entries.find(({ key }) => key === 'coverage')!;
    expect(coverage).toMatchObject({ section: 'global', value: '87.5', line: 4, keySpan: { start: 0, end: 8 } });
    expect(sample.split('\n')[4]!.slice(coverage.valueSpan.start, coverage.valueSpan.end)).toBe('87.5');
  });

  it("agrees with Python's ConfigParser", ({ skip }) => {
    const bad = ['key = 1', '[a]\n[a]', '[a]\nb=1\nB=2', '[a]\nword', '[a]\n= 1'];
    const [expected, ...errors] = parseWithPython([sample, ...bad]) ?? [];
    if (expected === undefined) skip('python3 is not on this machine');
    expect(parseHere(sample)).toEqual(expected);
    expect(errors.map((error) => typeof error)).toEqual(bad.map(() => 'string'));
    expect(bad.map(parseHere)).toEqual(bad.map(() => 'fault'));
  });
});
