import { describe, expect, it } from 'vitest';
import { formatModelState, parseModelState } from '../../../../src/training/store/modelState';

const faceset = { name: 'anna', count: 3, consent: 'a release' };
const session = {
  ...{ timestamp: 1.5, no_logs: false, batchsize: 4, iterations: 7, config: { global: { a: 1, b: 'x', c: true } } },
  faces: { a: faceset, b: { name: 'bo', count: 5 } },
};
const state = {
  future_key: [1, { z: null }],
  ...{ seed: 7, name: 'nimble', sessions: { '1': session, '2': { ...session, faces: undefined } } },
  ...{
    lowest_avg_loss: 0.25,
    iterations: 7,
    config: { global: { centering: 'face' } },
    lr_finder: 1e-5,
    generation: 2,
  },
  weights: { file: 'nimble_000002_weights.safetensors', bytes: 10, crc32: 4294967295, extra: 1 },
  optimizer: { file: 'nimble_000002_optimizer.safetensors', bytes: 0, crc32: 0 },
};

/** The text of the state with the value at a path replaced. */
function writeWith(path: string, value: unknown): string {
  const copy = structuredClone(state) as unknown as Record<string, never>;
  const keys = path.split('.');
  const owner = keys.slice(0, -1).reduce<Record<string, never>>((object, key) => object[key]!, copy);
  owner[keys.at(-1)!] = value as never;
  return JSON.stringify(copy);
}

describe('a state file', () => {
  it('keeps unknown keys and the order of all keys', () => {
    const text = formatModelState(state as never);
    expect(formatModelState(parseModelState(text)!)).toBe(text);
  });

  it.each([
    ['lowest_avg_loss', null],
    ['lr_finder', undefined],
    ['optimizer', undefined],
    ['sessions', {}],
    ['config', {}],
    ['sessions.1.no_logs', undefined],
    ['sessions.1.timestamp', -1],
    ['sessions.1.faces.a.consent', undefined],
    ['iterations', Number.MAX_SAFE_INTEGER],
  ])('is valid with %s = %j', (path, value) => {
    expect(parseModelState(writeWith(path, value))).toBeDefined();
  });

  it.each([
    ['name', 5],
    ['iterations', -1],
    ['iterations', 1.5],
    ['iterations', 2 ** 53],
    ['generation', '2'],
    ['seed', null],
    ['lowest_avg_loss', undefined],
    ['lowest_avg_loss', '0.1'],
    ['lr_finder', 0],
    ['lr_finder', null],
    ['weights', undefined],
    ['weights.file', '../secret'],
    ['weights.file', ''],
    ['weights.bytes', -1],
    ['weights.crc32', undefined],
    ['optimizer', null],
    ['config', []],
    ['config.global', []],
    ['config.global.centering', null],
    ['config.global.centering', {}],
    ['sessions', []],
    ['sessions.1', null],
    ['sessions.1.timestamp', '1'],
    ['sessions.1.batchsize', undefined],
    ['sessions.1.config', []],
    ['sessions.1.faces', null],
    ['sessions.1.faces.b', undefined],
    ['sessions.1.faces.a.count', -1],
    ['sessions.1.faces.a.consent', 1],
  ])('is damaged with %s = %j', (path, value) => {
    expect(parseModelState(writeWith(path, value))).toBeUndefined();
  });

  it.each(['', '{', 'null', '[]', '"nimble"', '5'])('is damaged when its text is %j', (text) => {
    expect(parseModelState(text)).toBeUndefined();
  });
});
