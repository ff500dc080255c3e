import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { convertIni } from '../../../src/conversion/convertSettings';
import { formatIni, parseIni, readIniContent } from '../../../src/options/ini';
import { analyzeIni, type ModelFacts, noModel, type TextEdit } from '../../../src/options/language/analysis';
import { listCompletions } from '../../../src/options/language/completion';
import { createModelDiagnostic, listDiagnostics } from '../../../src/options/language/diagnostics';
import { listFixes } from '../../../src/options/language/fixes';
import { listFormattingEdits } from '../../../src/options/language/format';
import { listHints } from '../../../src/options/language/hints';
import { findHover } from '../../../src/options/language/hover';
import { buildOutline, listFolds } from '../../../src/options/language/outline';
import { iniFiles } from '../../../src/settings/iniFiles';
import { Random } from '../../../src/tensor/random';
import { formatTrainIni, trainIni } from '../../../src/training/settings/trainIni';
import { resolveTrainOptions } from '../../../src/training/settings/trainOptions';

/** A text with its cursor, which is written `|`. */
function parseMarked(marked: string, file = trainIni) {
  const before = marked.slice(0, marked.indexOf('|')).split('\n');
  const position = { line: before.length - 1, character: before.at(-1)!.length };
  const text = marked.replace('|', '');
  return { text, analysis: analyzeIni(text, file), position };
}

const complete = (marked: string, facts: ModelFacts = noModel) => {
  const { analysis, position } = parseMarked(marked);
  return listCompletions(analysis, position, facts);
};

function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const starts = [0];
  for (const line of text.matchAll(/\r\n|\n|\r/g)) starts.push(line.index + line[0].length);
  const offset = ({ line, character }: TextEdit['range']['start']) => starts[line]! + character;
  return [...edits]
    .sort((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce(
      (all, { range, text: put }) => all.slice(0, offset(range.start)) + put + all.slice(offset(range.end)),
      text,
    );
}

/** Applies the named fix of the only diagnostic of that kind. */
function applyFix(text: string, title: RegExp, facts: ModelFacts = noModel, file = trainIni): string {
  const analysis = analyzeIni(text, file);
  const fixes = listDiagnostics(analysis, facts).flatMap(({ code, range }) =>
    listFixes(analysis, code, range.start.line, facts),
  );
  const fix = fixes.find((other) => title.test(other.title));
  expect(fix, fixes.map((other) => other.title).join('; ')).toBeDefined();
  return applyEdits(text, fix!.edits);
}

const made: ModelFacts = {
  trainer: 'original',
  fixed: { global: { centering: 'head', coverage: 87.5 } },
  preferences: { 'global.optimizer': { learning_rate: 1e-4 } },
};

describe('completion', () => {
  it('offers the missing options of the section, with their defaults', () => {
    const offered = complete('[global]\ncoverage = 90\ncent|');
    const centering = offered.find(({ label }) => label === 'centering')!;
    expect(centering).toMatchObject({ kind: 'key', snippet: 'centering = $' + '{1|face,head,legacy|}' });
    expect(centering.range).toEqual({ start: { line: 2, character: 0 }, end: { line: 2, character: 4 } });
    expect(offered.map(({ label }) => label)).not.toContain('coverage');
    expect(offered.map(({ label }) => label)).toContain('[global.loss]');
  });

  it('renames a key without touching what follows it', () => {
    expect(complete('[global]\ncov|er = 90').find(({ label }) => label === 'coverage')).toMatchObject({
      snippet: 'coverage',
      range: { start: { line: 1, character: 0 }, end: { line: 1, character: 5 } },
    });
  });

  it('offers sections within brackets, closed or not, and only sections before the first one', () => {
    expect(complete('[glob|').find(({ label }) => label === 'global.loss')).toMatchObject({ snippet: 'global.loss]' });
    expect(complete('[glob|]').find(({ label }) => label === 'global')).toMatchObject({ snippet: 'global' });
    expect(new Set(complete('|\n[global]').map(({ kind }) => kind))).toEqual(new Set(['section']));
    expect(complete('[global]\n[|]').map(({ label }) => label)).not.toContain('global');
  });

  it('offers values: choices, the default and the bounds of numbers, and each name of a list', () => {
    const listLabels = (marked: string) => complete(marked).map(({ label }) => label);
    expect(listLabels('[global]\ncentering = |')).toEqual(['face', 'head', 'legacy']);
    expect(listLabels('[global]\ncoverage = 9|0')).toEqual(['100', '62.5']);
    expect(listLabels('[global]\nicnr_init=|')).toEqual(['True', 'False']);
    expect(complete('[global]\nicnr_init=|')[0]!.snippet).toBe(' True');
    expect(complete('[global]\ncentering = fa|ce').map(({ range }) => range.end.character)).toEqual([16, 16, 16]);
    expect(complete('[global]\ncentering = fa|ce').map(({ filter }) => filter)).toEqual(['face', 'face', 'face']);
    const [first] = complete('[model.phaze_a]\nfreeze_layers = encoder, fc|_a');
    expect(first!.range).toEqual({ start: { line: 1, character: 25 }, end: { line: 1, character: 29 } });
  });

  it('uses the preferred value of the model as the default', () => {
    const offered = complete('[global.optimizer]\nlearning_ra|', made);
    expect(offered.find(({ label }) => label === 'learning_rate')!.snippet).toContain('0.0001');
  });

  it('offers nothing within comments', () => {
    expect(complete('[global]\n# cent|')).toEqual([]);
  });
});

describe('hover', () => {
  const hover = (marked: string, facts = noModel, file = trainIni) => {
    const { analysis, position } = parseMarked(marked, file);
    return findHover(analysis, position, facts)?.text;
  };

  it('shows help, range, default and whether a model keeps it', () => {
    expect(hover('[global]\ncov|erage = 90')).toMatch(
      /62\.5 \.\. 100.*percent.*Default: `100`.*Cannot be changed once/s,
    );
    expect(hover('[global]\ncoverage = 9|0', made)).toMatch(/created with `87\.5` and keeps it/);
    expect(hover('[glo|bal]')).toMatch(/\*\*\[global\]\*\*.*`centering`/s);
  });

  it('says what has no effect yet', () => {
    expect(hover('[writer.gif]\nf|ps = 30', noModel, convertIni)).toMatch(/has no effect here yet/);
  });

  it('shows nothing elsewhere', () => {
    for (const marked of ['[global]\n# cov|erage', '[global]\nnone|such = 1', '[no|ne]', '|', '[global] |  '])
      expect(hover(marked)).toBeUndefined();
  });
});

describe('diagnostics and quick fixes', () => {
  it('corrects names and values to the nearest valid one', () => {
    expect(applyFix('[globl]\ncoverage = 90', /^Change to global$/)).toBe('[global]\ncoverage = 90');
    expect(applyFix('[global]\ncentring = face', /^Change to centering$/)).toBe('[global]\ncentering = face');
    expect(applyFix('[global]\ncoverage = 500', /^Change to 100$/)).toBe('[global]\ncoverage = 100');
    expect(applyFix('[global]\ncoverage =', /^Change to 100$/)).toBe('[global]\ncoverage = 100');
    expect(applyFix('[global]\ncentering = heat', /default, face/)).toBe('[global]\ncentering = face');
  });

  it('moves an option to the section that it belongs to', () => {
    expect(
      applyFix('[global]\neye_multiplier = 4\n\n[global.loss]\nloss_function = mae\n', /Move to \[global\.loss\]/),
    ).toBe('[global]\n\n[global.loss]\nloss_function = mae\neye_multiplier = 4\n');
    expect(applyFix('[global]\neye_multiplier = 4', /Move to \[global\.loss\]/)).toBe(
      '[global]\n\n[global.loss]\neye_multiplier = 4\n',
    );
    expect(applyFix('coverage = 90\n[global]', /Move to \[global\]/)).toBe('[global]\ncoverage = 90');
  });

  it('removes duplicates, and comments out lines that are not settings', () => {
    expect(applyFix('[global]\ncoverage = 90\ncoverage = 80\n', /Remove/)).toBe('[global]\ncoverage = 90\n');
    expect(applyFix('[global]\ncoverage = 90\ncoverage = 80', /Remove/)).toBe('[global]\ncoverage = 90');
    expect(applyFix('[global]\n  just words', /Comment out/)).toBe('[global]\n  # just words');
  });

  it('merges a duplicate section', () => {
    const twice = '[global]\ncoverage = 90\n\n[runtime]\n\n[global]\n# why\ncentering = head\n\n[global.loss]\n';
    expect(applyFix(twice, /Merge/)).toBe(
      '[global]\ncoverage = 90\n# why\ncentering = head\n\n[runtime]\n\n\n[global.loss]\n',
    );
    expect(applyFix('[global]\ncoverage = 90\n[global]\nx = 1', /Merge/)).toBe('[global]\ncoverage = 90\nx = 1\n');
  });

  it('reports values that an existing model keeps, and restores them', () => {
    const text = '[global]\ncentering = face\ncoverage = 87.5\nnan_protection = False';
    const [told, ...others] = listDiagnostics(analyzeIni(text, trainIni), made);
    expect(others).toEqual([]);
    expect(told).toMatchObject({ code: 'fixed', severity: 'warning', range: { start: { line: 1, character: 12 } } });
    expect(told!.message).toBe('centering = face has no effect: the model was created with head and keeps it.');
    expect(applyFix(text, /Set to the model's head/, made)).toContain('centering = head');
  });

  it('reports an option without effect when it is set, and only fades it otherwise', () => {
    const text = '[writer.gif]\nfps = 30\nloop = 0\n[mask.mask_blend]\npasses = 2';
    const told = listDiagnostics(analyzeIni(text, convertIni), noModel);
    expect(told.map(({ severity, range }) => [severity, range.start.line])).toEqual([
      ['information', 1],
      ['hint', 2],
    ]);
  });

  it('shows a combination that cannot be built at an option that causes it', () => {
    const analysis = analyzeIni('[global]\ncoverage = 90\n[model.phaze_a]\nfc_dimensions = 5', trainIni);
    expect(createModelDiagnostic(analysis, 'model.phaze_a', 'change fc_dimensions.').range.start.line).toBe(3);
    expect(createModelDiagnostic(analysis, 'model.phaze_a', 'no.').range.start.line).toBe(2);
    expect(createModelDiagnostic(analyzeIni('', trainIni), 'model.phaze_a', 'no.').range.start.line).toBe(0);
  });
});

it('inlay hints show the default of each option that differs from it', () => {
  const text = '[global]\ncoverage = 90\ncentering = FACE\n[global.optimizer]\nlearning_rate = 0.0001';
  const hints = (facts: ModelFacts) => listHints(analyzeIni(text, trainIni), facts).map(({ text: hint }) => hint);
  expect(hints(noModel)).toEqual(['default: 100', 'default: 0.00005']);
  expect(hints(made)).toEqual(['default: 100']);
});

describe('outline and folds', () => {
  const document = parseIni('# one\n# two\n[global]\ncoverage = 90\n\n# of the loss\n[global.loss]\nlong = a\n  b\n');

  it('names sections and their options', () => {
    expect(
      buildOutline(document).map(({ name, options, range }) => [name, options.map((o) => o.name), range.end]),
    ).toEqual([
      ['global', ['coverage'], { line: 3, character: 13 }],
      ['global.loss', ['long'], { line: 8, character: 3 }],
    ]);
  });

  it('folds comments, sections without the comment of the next, and long values', () => {
    expect(listFolds(document)).toEqual([
      { first: 2, last: 3, kind: 'section' },
      { first: 6, last: 8, kind: 'section' },
      { first: 0, last: 1, kind: 'comment' },
      { first: 7, last: 8, kind: 'value' },
    ]);
  });
});

/** What must survive formatting: values, comments, and what is wrong. */
function readMeaning(text: string) {
  const { lines } = parseIni(text);
  const { sections, entries, faults } = readIniContent(parseIni(text));
  return {
    sections: sections.map(({ name }) => name),
    entries: entries.map(({ section, key, value }) => [section, key, value]),
    faults: faults.map(({ kind }) => kind),
    comments: lines.filter(({ kind }) => kind === 'comment').map((line) => line.text.trim()),
  };
}

const format = (text: string) => applyEdits(text, listFormattingEdits(parseIni(text)));

describe('formatting', () => {
  it('normalizes a file', () => {
    const untidy = '\n\n ; note  \n [global] \n\n\n\ncoverage:90\n  more\n\nx=\ty  =  z\t\n';
    expect(format(untidy)).toBe('; note  \n[global]\n\n\ncoverage = 90\n    more\n\nx = y  =  z\n');
  });

  it('does not change files that the product itself writes', () => {
    const own = formatTrainIni(resolveTrainOptions());
    expect(format(own)).toBe(own);
    for (const name of readdirSync('presets')) {
      const preset = readFileSync(`presets/${name}`, 'utf8');
      expect(format(preset), name).toBe(preset);
    }
  });
});

it.each([
  ['values that never end', '[global]\ncoverage = 1\n', ' x\n'],
  ['blank lines', '', '\n'],
  ['unknown names', '[global]\n', 'coveragge = 1\n'],
  ['a list of nothing known', '[model.phaze_a]\nfreeze_layers = ', 'encodr, '],
])('a megabyte of %s gets short messages', (_, head, piece) => {
  const analysis = analyzeIni(head + piece.repeat(2 ** 20 / piece.length), trainIni);
  const sentences = listDiagnostics(analysis, noModel).map(({ message }) => message.length);
  expect(sentences.every((length) => length < 2000)).toBe(true);
  listFormattingEdits(analysis.document);
  listFolds(analysis.document);
  buildOutline(analysis.document);
});

/** Damaged files: pieces of ini in any order. */
function* createDamagedTexts(count: number): Generator<readonly [string, Random]> {
  const random = new Random(11);
  const pieces = [
    ...[
      '[',
      ']',
      '=',
      ':',
      '#',
      ';',
      ' ',
      '  ',
      '\t',
      '\n',
      '\n',
      '\r\n',
      '\r',
      '\0',
      'é',
      '顔',
      '\u2028',
      '\ufeff',
      '$',
      '}',
    ],
    ...[
      '[global]',
      '[model.phaze_a]',
      '[__proto__]',
      '[writer.gif]',
      '[mask.mask_blend]',
      'coverage',
      'centering = head',
    ],
    ...[
      'freeze_layers = encoder,',
      'constructor',
      'fps = 30',
      'passes',
      '90',
      'True',
      'mask_color = #ff',
      '\n    more',
    ],
  ];
  for (let i = 0; i < count; i++) {
    const length = random.integer(40);
    yield [Array.from({ length }, () => pieces[random.integer(pieces.length)]).join(''), random];
  }
}

describe('damaged text', () => {
  it('keeps its values, comments and errors when it is formatted, and formatting again changes nothing', () => {
    for (const [text] of createDamagedTexts(5000)) {
      const once = format(text);
      expect(readMeaning(once), JSON.stringify(text)).toEqual(readMeaning(text));
      expect(format(once), JSON.stringify(text)).toBe(once);
    }
  });

  it('is handled without an error, with every edit and range inside the text', () => {
    for (const [text, random] of createDamagedTexts(3000)) {
      const file = iniFiles[random.integer(iniFiles.length)]!;
      const analysis = analyzeIni(text, file);
      const { lines } = analysis.document;
      expect(formatIni(analysis.document)).toBe(text);
      const position = { line: random.integer(lines.length + 1), character: random.integer(30) };
      const diagnostics = listDiagnostics(analysis, made);
      const fixes = diagnostics.flatMap(({ code, range }) => listFixes(analysis, code, range.start.line, made));
      const ranges = [
        ...listCompletions(analysis, position, made).map(({ range }) => range),
        ...diagnostics.map(({ range }) => range),
        ...fixes.flatMap(({ edits }) => edits.map(({ range }) => range)),
        ...buildOutline(analysis.document).flatMap(({ range, nameRange, options }) => [
          range,
          nameRange,
          ...options.map((o) => o.range),
        ]),
        ...[findHover(analysis, position, made)?.range ?? []].flat(),
      ];
      const isWithin = ({ line, character }: { line: number; character: number }) =>
        line >= 0 && line < lines.length && character >= 0 && character <= lines[line]!.text.length;
      expect(
        ranges.filter(({ start, end }) => !isWithin(start) || !isWithin(end)),
        JSON.stringify(text),
      ).toEqual([]);
      for (const { edits } of fixes) analyzeIni(applyEdits(text, edits), file);
      for (const { position: hint } of listHints(analysis, made)) expect(isWithin(hint)).toBe(true);
      listFolds(analysis.document);
    }
  });
});
