import { describe, expect, it } from 'vitest';
import { setIniValues } from '../../../src/options/editIni';
import { parseIni, readIniContent } from '../../../src/options/ini';
import { Random } from '../../../src/tensor/random';

const text = `# mine
[global.loss]
loss_function = ssim   
# why
loss_weight_2 : 50
  60

[global.optimizer]
optimizer = adam
`;

const set = (section: string, key: string, value: string, source = text) =>
  setIniValues(source, [{ section, key, value }]);

describe('changing an ini file', () => {
  it('replaces values and keeps all else', () => {
    expect(set('global.loss', 'loss_function', 'mae')).toBe(text.replace('ssim   ', 'mae'));
    expect(set('global.loss', 'loss_weight_2', '7')).toBe(text.replace('50\n  60', '7'));
  });

  it('adds what is not set yet at the end of its section, and a section at the end', () => {
    expect(set('global.loss', 'mask_type', 'extended')).toBe(text.replace('  60\n', '  60\nmask_type = extended\n'));
    expect(set('model.nimble', 'x', '1')).toBe(`${text}\n[model.nimble]\nx = 1\n`);
    expect(set('a', 'b', '1', '')).toBe('[a]\nb = 1\n');
  });

  it('keeps the line breaks of Windows, and a last line without one', () => {
    expect(set('a', 'c', '2', '[a]\r\nb = 1')).toBe('[a]\r\nb = 1\r\nc = 2\r\n');
    expect(set('a', 'b', '2', '[a]\r\nb = 1')).toBe('[a]\r\nb = 2');
  });

  it('changes exactly what it is told, whatever the file looks like', () => {
    const random = new Random(3);
    const lines = ['[a]', '[b]', 'x = 1', ' y: 2', '  more', '', '# x = 3', '; c', 'z', 'x=', 'y = a = b'];
    for (let i = 0; i < 3000; i++) {
      const source = Array.from({ length: random.integer(10) }, () => lines[random.integer(lines.length)]).join('\n');
      if (readIniContent(parseIni(source)).faults.length > 0) continue;
      const [section, key] = [['a', 'b'][random.integer(2)]!, ['x', 'y'][random.integer(2)]!];
      const list = (ini: string) =>
        readIniContent(parseIni(ini)).entries.map((entry) => `${entry.section} ${entry.key} ${entry.value}`);
      const isOther = (entry: string) => !entry.startsWith(`${section} ${key} `);
      const changed = set(section, key, '42', source);
      expect(list(changed).filter(isOther).sort(), source).toEqual(list(source).filter(isOther).sort());
      expect(list(changed), source).toContain(`${section} ${key} 42`);
    }
  });
});
