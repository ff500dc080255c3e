import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs, promisify } from 'node:util';
import { type DeviceReport, describeDevices } from '../../src/runtime/devices/deviceReport';
import { findTorch, measurePeer } from '../step/peer';
import { defaultRows, measureInProcess, type Row } from '../step/stepTable';

/**
 * Prints the table of train-step for every GPU of this machine, compared with PyTorch on the same GPU:
 *
 *     npm run bench -- gpu [--iters 8] [--devices webgpu,cuda,cpu]
 *
 * `npm run bench -- gpu-pack` packs it for a machine without a network. Missing devices are reported and skipped.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      iters: { type: 'string', default: '8' },
      devices: { type: 'string', default: 'webgpu,cuda' },
    },
  });
  const wanted = values.devices.split(',');
  const reports = (await describeDevices()).filter(({ device }) => wanted.includes(device));
  for (const report of reports) console.log(`${report.device}: ${formatDevice(report)}`);
  const present = reports.filter((report) => report.works && (!report.reason || wanted.length === 1));
  const python = await findTorch();
  const torch = python && (await describeTorch(python));
  console.log(`PyTorch: ${torch ?? 'not installed, so there is nothing to compare with'}\n`);
  if (present.length === 0) return console.log('None of these devices works on this machine.');

  console.log(['model'.padEnd(12), 'batch', 'loss     ', ...present.map(formatHeader), 'PyTorch'].join('  '));
  for (const row of defaultRows)
    await printRow(row, present, torch?.includes('cuda') ? python : undefined, values.iters);
}

function formatDevice({ name, memoryBytes, works, reason }: DeviceReport): string {
  const memory = memoryBytes === undefined ? '' : `, ${(memoryBytes / 2 ** 30).toFixed(0)} GiB`;
  return works ? `${name || 'here'}${memory}${reason ? ` (${reason})` : ''}` : `absent: ${reason}`;
}

/** Returns PyTorch's version and device, or undefined if it cannot be loaded. */
async function describeTorch(python: string): Promise<string | undefined> {
  const program = [
    'import torch',
    'gpu = torch.cuda.is_available()',
    'print(torch.__version__, "on cuda, " + torch.cuda.get_device_name() if gpu else "without a GPU: left out")',
  ];
  const answer = await promisify(execFile)(python, ['-c', program.join('\n')]).catch(() => undefined);
  return answer?.stdout.trim();
}

function formatHeader({ device }: DeviceReport): string {
  return `${device} s`.padEnd(10) + 'ratio'.padEnd(6);
}

/** Prints seconds per step and their ratio to PyTorch's. A device that fails has `failed` in its column. */
async function printRow(
  [model, batch, loss]: Row,
  devices: readonly DeviceReport[],
  python: string | undefined,
  iters: string,
): Promise<void> {
  const common = { model, batch, loss, iterations: Number(iters), threads: availableParallelism() };
  const peer = python && (await measurePeer(python, { ...common, device: 'cuda' }).catch(() => undefined));
  const theirs = peer ? peer.seconds_median : undefined;
  const cells: string[] = [];
  for (const { device } of devices) {
    const ours = await measureInProcess({ ...common, device }).catch((error: Error) => error);
    if (ours instanceof Error) {
      cells.push('failed'.padEnd(16));
      console.error(`${device}, ${model}: ${ours.message.split('\n').slice(0, 4).join(' ')}`);
    } else {
      const ratio = theirs === undefined ? '' : (ours.seconds_median / theirs).toFixed(2);
      cells.push(ours.seconds_median.toFixed(4).padEnd(10) + ratio.padEnd(6));
    }
  }
  console.log([model.padEnd(12), String(batch).padEnd(5), loss.padEnd(9), ...cells, theirs ?? ''].join('  '));
}
