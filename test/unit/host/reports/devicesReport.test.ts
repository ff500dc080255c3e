import { expect, test } from 'vitest';
import { renderDevicesReport } from '../../../../src/host/reports/devicesReport';

test('the report of devices says which device is chosen, why, and the details of each device', () => {
  const unknown = { memoryGib: null, freeGib: null, name: '', reason: '' };
  const summary = {
    auto: 'cuda',
    autoReason: '',
    devices: [
      { ...unknown, device: 'cuda', works: true, memoryGib: 139.8, freeGib: 100, name: 'NVIDIA H200' },
      { ...unknown, device: 'webgpu', works: false, reason: 'No adapter.' },
    ],
  };
  const devices = [
    'cuda: available\n  NVIDIA H200\n  Memory: 139.8 GiB, 100 GiB free',
    'webgpu: not available\n  No adapter.',
  ];
  const choice = 'Training would use the device cuda.';
  expect(renderDevicesReport(summary)).toBe(`${[choice, ...devices].join('\n\n')}\n`);
  expect(renderDevicesReport({ ...summary, auto: 'cpu', autoReason: 'No GPU.' })).toMatch(
    /device cpu\.\n\nNo GPU\.\n\ncuda/,
  );
});
