import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs, promisify } from 'node:util';
import { type DeviceReport, describeDevices } from '../../src/runtime/devices/deviceReport';
import { findTorch, measurePeer } from '../step/peer';
import { measureInProcess, type Row, rows } from '../step/stepTable';

/**
 * The table of train-step on every GPU of this machine, beside PyTorch on the same one:
 *
 *     npm run bench -- gpu [--iters 8] [--devices webgpu,cuda,cpu]
 *
 * `npm run bench -- gpu-pack` makes of it what a machine without a network needs. What is absent is told and left out.
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
  for (const report of reports) console.log(`${report.device}: ${wordsOf(report)}`);
  const present = reports.filter((report) => report.works && (!report.reason || wanted.length === 1));
  const python = await findTorch();
  const torch = python && (await torchOn(python));
  console.log(`PyTorch: ${torch ?? 'absent, our times stand alone'}\n`);
  if (present.length === 0) return console.log('Nothing to measure here.');

  console.log(['model'.padEnd(12), 'batch', 'loss     ', ...present.map(headOf), 'PyTorch'].join('  '));
  for (const row of rows) await printRow(row, present, torch?.includes('cuda') ? python : undefined, values.iters);
}

function wordsOf({ name, memoryBytes, works, reason }: DeviceReport): string {
  const memory = memoryBytes === undefined ? '' : `, ${(memoryBytes / 2 ** 30).toFixed(0)} GiB`;
  return works ? `${name || 'here'}${memory}${reason ? ` (${reason})` : ''}` : `absent: ${reason}`;
}

/** Version and device; undefined where PyTorch does not load. */
async function torchOn(python: string): Promise<string | undefined> {
  const program = [
    'import torch',
    'gpu = torch.cuda.is_available()',
    'print(torch.__version__, "on cuda, " + torch.cuda.get_device_name() if gpu else "without a GPU: left out")',
  ];
  const answer = await promisify(execFile)(python, ['-c', program.join('\n')]).catch(() => undefined);
  return answer?.stdout.trim();
}

function headOf({ device }: DeviceReport): string {
  return `${device} s`.padEnd(10) + 'ratio'.padEnd(6);
}

/** Seconds a step and their ratio to PyTorch's; a device that fails says so in its place. */
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
