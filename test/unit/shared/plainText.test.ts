import { expect, test } from 'vitest';
import {
  breakLinks,
  escapeHiddenInJson,
  escapeIcons,
  makeCodeText,
  makePlainText,
} from '../../../src/shared/plainText';

test('text from files is shown as what it is', () => {
  expect(makePlainText('a\x1b[31mb\x9bc\u202ed\ne\tf')).toBe('a\ufffd[31mb\ufffdc\ufffdd\ne\tf');
  expect(breakLinks('see [this](command:workbench.action.quit)')).toBe('see [this] (command:workbench.action.quit)');
  expect(escapeIcons('$(bug) ann')).toBe('\\$(bug) ann');
  expect(makeCodeText('a` ![](https://x.example/p.png)\n`')).toBe('a  ![](https://x.example/p.png) ');
  const value = { name: 'a\x9b\u202e' };
  expect(escapeHiddenInJson(JSON.stringify(value))).toBe('{"name":"a\\u009b\\u202e"}');
  expect(JSON.parse(escapeHiddenInJson(JSON.stringify(value)))).toEqual(value);
});
