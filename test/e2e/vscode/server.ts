import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** The root of the repository; tests run from there. */
export const root = resolve('.');

const entry = join(root, '.e2e/node_modules/code-server/out/node/entry.js');

/** Nothing that asks, advertises or leaves the machine. */
const settings = {
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'window.commandCenter': false,
};

export interface ServerOptions {
  /**
   * `installed`: the extension stands in the extensions folder, as a user has it. `driven`: VS Code's own mechanism for
   * tests gives it by the address, which also silences notifications.
   */
  readonly extension: 'installed' | 'driven';
}

/** A VS Code with a profile, a home and a workspace folder of its own. */
export interface VsCodeServer {
  readonly url: string;
  readonly port: number;
  /** The folder that is opened. */
  readonly workspace: string;
  readonly logs: string;
  stop(): Promise<void>;
}

export async function startServer(options: ServerOptions): Promise<VsCodeServer> {
  const folder = await mkdtemp(join(tmpdir(), 'faceswap-e2e-'));
  const [data, extensions, home, workspace] = ['data', 'extensions', 'home', 'workspace'].map((name) =>
    join(folder, name),
  );
  for (const path of [join(data!, 'User'), extensions!, home!, workspace!]) await mkdir(path, { recursive: true });
  await writeFile(join(data!, 'User/settings.json'), JSON.stringify(settings));
  await writeFile(join(folder, 'config.yaml'), 'auth: none\ncert: false\n');
  if (options.extension === 'installed') await symlink(root, join(extensions!, 'faceswap-workbench'));

  const port = await freePort();
  const output = openSync(join(folder, 'server.log'), 'a');
  const server = spawn(
    process.env.E2E_NODE ?? process.execPath,
    [
      entry,
      ...['--config', join(folder, 'config.yaml'), '--user-data-dir', data!, '--extensions-dir', extensions!],
      ...['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--disable-telemetry', '--disable-update-check'],
      ...['--disable-workspace-trust', '--disable-getting-started-override', '--disable-proxy'],
      ...(options.extension === 'driven' ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
    ],
    { detached: true, stdio: ['ignore', output, output], env: environment(home!) },
  );
  const ended = once(server, 'exit');
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    if (server.pid !== undefined && server.exitCode === null) process.kill(-server.pid, 'SIGTERM');
    await Promise.race([ended, pause(5000)]);
    if (server.pid !== undefined && server.exitCode === null && server.signalCode === null)
      process.kill(-server.pid, 'SIGKILL');
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    await Promise.race([healthy(url), ended.then(() => Promise.reject(new Error('code-server ended')))]);
  } catch (error) {
    const log = await readFile(join(folder, 'server.log'), 'utf8');
    await stop();
    throw new Error(`VS Code did not start: ${log}`, { cause: error });
  }
  return { url, port, workspace: workspace!, logs: join(data!, 'logs'), stop };
}

/** This environment without what npm, VS Code and a shell around this run have put into it. */
function environment(home: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|npm_|VITEST|NODE_OPTIONS$|NODE_ENV$|PORT$|PASSWORD$|XDG_)/.test(name),
  );
  return {
    ...Object.fromEntries(own),
    HOME: home,
    // Face networks made once serve every run.
    FACESWAP_CACHE: process.env.FACESWAP_CACHE ?? join(root, '.cache/networks'),
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

async function healthy(url: string): Promise<void> {
  const deadline = Date.now() + 90_000;
  while (Date.now() < deadline) {
    const answer = await fetch(`${url}/healthz`).catch(() => undefined); // not listening yet
    if (answer?.ok) return;
    await pause(100);
  }
  throw new Error('no answer');
}
