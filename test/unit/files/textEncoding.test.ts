import { expect, it } from 'vitest';
import { decodeText } from '../../../src/files/textEncoding';

const text = '[global]\nbatch_size = 16 # 顔\n';

it('a text in UTF-16 is named as such, with and without its mark, in both orders of bytes', () => {
  const little = Buffer.from(text, 'utf16le');
  const big = Buffer.from(little).swap16();
  for (const bytes of [
    little,
    big,
    Buffer.concat([Buffer.from([0xff, 0xfe]), little]),
    Buffer.concat([Buffer.from([0xfe, 0xff]), big]),
  ])
    expect(() => decodeText(bytes, 'train.ini')).toThrow(
      'train.ini is in UTF-16, which is not read here. Save it as UTF-8.',
    );
});

it('a text in UTF-8 is read, with and without its mark', () => {
  expect(decodeText(Buffer.from(text), 'train.ini')).toBe(text);
  expect(decodeText(Buffer.from(`\ufeff${text}`), 'train.ini')).toBe(text);
  expect(decodeText(Buffer.from(''), 'train.ini')).toBe('');
});
