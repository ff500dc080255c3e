import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportInference } from '../../../../src/training/exchange/exportInference';
import { extractNotes, formatModelCard } from '../../../../src/training/store/modelCard';
import { TrainingFixture } from '../../../support/training/trainingFixture';

const training = new TrainingFixture();

describe('the model card of a training', () => {
  it('has faces, consent, settings, losses, sessions and the preview, and keeps the notes', async () => {
    const model = join(training.folder, 'anna-to-bo');
    const ini = join(training.folder, 'train.ini');
    writeFileSync(ini, '[global]\ncentering = legacy\n[global.loss]\neye_multiplier = 4\n');
    const consentA = 'a release,\nsigned | in May';
    await (await training.trainHere(training.request(model, 2, { consentA, config: ini }))).run;
    const path = join(model, 'model_card.md');
    const first = readFileSync(path, 'utf8');
    expect(first).toMatch(/^# anna-to-bo\n/);
    expect(first).toMatch(/\| trainer \| nimble \|\n\| images \| 64 px in, 64 px out \|\n\| iterations \| 2 \|/);
    expect(first).toMatch(/\| losses since the previous save \| A 0\.\d{5}, B 0\.\d{5} \|/);
    expect(first).toContain('](training_preview.png)');
    expect(first).toMatch(/\| 1 \| \d{4}-\d\d-\d\d \d\d:\d\d \| a: 3 \| b: 5 \| 2 \| 2 \|/);
    expect(first).toContain('- A (a): a release, signed \\| in May\n- B (b): not stated\n');
    expect(first).toContain('| global | centering | legacy |');
    expect(first).toContain('| global.loss | eye_multiplier | 4 |');
    expect(first).not.toContain('| global | coverage | 87.5 |');

    appendFileSync(path, '\nGood in daylight.\n');
    await (await training.trainHere(training.request(model, 4))).run;
    const second = readFileSync(path, 'utf8');
    expect(second).toMatch(/\| iterations \| 4 \|/);
    expect(second).toMatch(/\| 2 \| .* \| a: 3 \| b: 5 \| 2 \| 2 \|/);
    expect(second).toMatch(/## Notes\n\nGood in daylight\.\n$/);

    await exportInference(model, `${model}_out`);
    expect(readFileSync(join(`${model}_out`, 'model_card.md'), 'utf8')).toBe(second);
  });

  it('treats a file from somebody else as notes, and a time beyond all calendars as none', () => {
    const state = {
      ...{ name: 'nimble', sessions: {}, lowest_avg_loss: null, iterations: 0, config: {}, generation: 1, seed: 1 },
      weights: { file: 'x', bytes: 1, crc32: 1 },
    };
    const write = (notes: string) => formatModelCard({ name: 'x', state, inputSize: 64, outputSize: 64, notes });
    const once = write(extractNotes('my own words\r\n'));
    expect(once).toMatch(/## Notes\n\nmy own words\n$/);
    expect(write(extractNotes(once))).toBe(once);
    expect(extractNotes(write(''))).toBe('');

    const session = { timestamp: 1e300, no_logs: false, batchsize: 2, iterations: 3, config: {} };
    const dated = { ...state, sessions: { 1: session } };
    expect(formatModelCard({ name: 'x', state: dated, inputSize: 64, outputSize: 64, notes: '' })).toContain(
      '| 1 | – |',
    );
  });
});
