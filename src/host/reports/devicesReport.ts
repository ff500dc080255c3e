import type { JsonValue } from '../../shared/jobEvents';
import { t } from '../../shared/l10n';
import type { DeviceRow, DevicesSummary } from '../../stages/devices/run';

/** Returns the summary of the stage `devices` as text: the device that training would use and why, then all devices. */
export function renderDevicesReport(summary: Readonly<Record<string, JsonValue>>): string {
  const { auto, autoReason, devices } = summary as unknown as DevicesSummary;
  const choice = t('Training would use the device {0}.', auto);
  return `${[choice, ...(autoReason === '' ? [] : [autoReason]), ...devices.map(renderDevice)].join('\n\n')}\n`;
}

function renderDevice({ device, works, name, memoryGib, freeGib, reason }: DeviceRow): string {
  const memory = memoryGib === null ? '' : t('Memory: {0} GiB', memoryGib);
  const free = freeGib === null ? '' : t('{0} GiB free', freeGib);
  const details = [name, [memory, free].filter(Boolean).join(', '), reason].filter(Boolean);
  const heading = works ? t('{0}: available', device) : t('{0}: not available', device);
  return [heading, ...details.map((detail) => `  ${detail}`)].join('\n');
}
