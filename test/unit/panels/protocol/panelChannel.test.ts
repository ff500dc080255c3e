import * as v from 'valibot';
import { expect, test } from 'vitest';
import type { CallHandlers, Contract } from '../../../../src/panels/protocol/contract';
import { HostChannel } from '../../../../src/panels/protocol/hostChannel';
import type { MessageToPanel } from '../../../../src/panels/protocol/messages';
import { PanelChannel } from '../../../../src/panels/protocol/panelChannel';
import { Random } from '../../../../src/tensor/random';

const contract = {
  calls: {
    double: { argument: v.pipe(v.number(), v.integer(), v.maxValue(1000)), result: v.number() },
    wait: { argument: v.null(), result: v.string() },
    lie: { argument: v.null(), result: v.number() },
  },
  events: { moved: v.object({ to: v.number() }) },
} satisfies Contract;

function createChannelPair() {
  const faults: unknown[] = [];
  const moves: number[] = [];
  const handlers: CallHandlers<typeof contract> = {
    double: (value) => value * 2,
    wait: (_, signal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('given up')))),
    lie: () => 'no number' as unknown as number,
  };
  const copy = <T>(message: T): T => structuredClone(message);
  const host: HostChannel<typeof contract> = new HostChannel({
    contract,
    handlers,
    post: (message) => panel.receive(copy(message)),
    onError: (fault) => faults.push(fault),
  });
  const panel = new PanelChannel(
    contract,
    { moved: ({ to }) => moves.push(to) },
    (message) => void host.receive(copy(message)),
  );
  return { host, panel, faults, moves };
}

test('a call is answered, and an event heard', async () => {
  const { host, panel, moves } = createChannelPair();
  expect(await panel.call('double', 21)).toBe(42);
  host.emit('moved', { to: 7 });
  expect(moves).toEqual([7]);
});

test('an argument or an answer that does not match the contract is an error, not a value', async () => {
  const { panel, faults } = createChannelPair();
  await expect(panel.call('double', 1001)).rejects.toThrow('The panel sent an invalid "double" request');
  await expect(panel.call('double', '21' as unknown as number)).rejects.toThrow('invalid "');
  await expect(panel.call('lie', null)).rejects.toThrow('another form');
  await expect(panel.call('toString' as 'lie', null)).rejects.toThrow('unknown');
  expect(faults).toHaveLength(3);
});

test('an aborted call is reported to the host, which may stop working on it', async () => {
  const { panel, faults } = createChannelPair();
  const controller = new AbortController();
  const waiting = panel.call('wait', null, controller.signal);
  controller.abort();
  await expect(waiting).rejects.toHaveProperty('name', 'AbortError');
  await expect.poll(() => faults.map(String)).toEqual(['Error: given up']);
});

test('100,000 random messages into either end: each is refused or answered, and the next call works', async () => {
  const generator = new Random(4);
  const random = () => generator.next();
  const answers: MessageToPanel[] = [];
  let faults = 0;
  const host = new HostChannel<typeof contract>({
    contract,
    handlers: { double: (value) => value * 2, wait: () => 'here', lie: () => 1 },
    post: (message) => answers.push(message),
    onError: () => faults++,
  });
  const { panel, moves } = createChannelPair();
  const values = [undefined, null, 0, -1, 1e300, Number.NaN, '', 'double', '__proto__', [], {}, new Uint8Array(3)];
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const types = ['call', 'cancel', 'reply', 'fault', 'event', 'constructor', 5];
  const names = ['double', 'wait', 'lie', 'moved', 'toString', '__proto__', 'x'.repeat(100), 3];
  for (let index = 0; index < 100_000; index++) {
    const message = {
      ...(random() < 0.9 ? { type: pick(types) } : {}),
      ...(random() < 0.9 ? { id: random() < 0.8 ? Math.floor(random() * 1000) : pick(values) } : {}),
      ...(random() < 0.9 ? { name: pick(names) } : {}),
      ...(random() < 0.9 ? { argument: pick(values), value: pick(values), result: pick(values) } : {}),
      ...(random() < 0.5 ? { message: pick(values) } : {}),
    };
    await host.receive(random() < 0.95 ? message : pick(values));
    panel.receive(random() < 0.95 ? message : pick(values));
  }
  expect(faults).toBeGreaterThan(10_000);
  expect(answers.filter(({ type }) => type === 'reply').length).toBeGreaterThan(100);
  expect(moves).toEqual([]);
  expect(await panel.call('double', 4)).toBe(8);
});
