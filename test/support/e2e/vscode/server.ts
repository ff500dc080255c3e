import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Appearance, usualAppearance, writeAppearance } from './appearance';
import { root } from './paths';

const run = promisify(execFile);
const node = process.env.E2E_NODE ?? process.execPath;
/** What `npm run package` makes. */
export const packageFile = join(root, 'faceswap-workbench.vsix');

const entry = join(root, '.e2e/node_modules/code-server/out/node/entry.js');

export interface ServerOptions {
  /**
   * `packaged`: what `npm run package` makes is installed, as a user does. `installed`: the built repository stands in
   * the extensions folder, for tests that are run again and again. `driven`: VS Code's own mechanism for tests gives it
   * by the address, which also silences notifications.
   */
  readonly extension: 'packaged' | 'installed' | 'driven';
  /** Whether VS Code asks if the folder is to be trusted; else all folders are. */
  readonly asksForTrust?: boolean;
}

/** A VS Code with a profile, a home and a workspace folder of its own. */
export interface VsCodeServer {
  readonly url: string;
  readonly port: number;
  /** The folder that is opened. */
  readonly workspace: string;
  readonly logs: string;
  /** What VS Code shows at the next `goto`. */
  show(appearance: Appearance): Promise<void>;
  stop(): Promise<void>;
}

export async function startServer(options: ServerOptions): Promise<VsCodeServer> {
  const folder = await mkdtemp(join(tmpdir(), 'faceswap-e2e-'));
  const [data, extensions, home, workspace] = ['data', 'extensions', 'home', 'workspace'].map((name) =>
    join(folder, name),
  );
  for (const path of [data!, extensions!, home!, workspace!]) await mkdir(path, { recursive: true });
  await writeAppearance(data!, usualAppearance);
  await writeFile(join(folder, 'config.yaml'), 'auth: none\ncert: false\n');
  if (options.extension === 'installed') await symlink(root, join(extensions!, 'faceswap-workbench'));
  const places = ['--config', join(folder, 'config.yaml'), '--user-data-dir', data!, '--extensions-dir', extensions!];
  const env = createEnvironment(home!);
  if (options.extension === 'packaged') await installPackage(places, env);

  const port = await findFreePort();
  const output = openSync(join(folder, 'server.log'), 'a');
  const server = spawn(
    node,
    [
      entry,
      ...places,
      ...['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--disable-telemetry', '--disable-update-check'],
      ...['--disable-getting-started-override', '--disable-proxy'],
      ...(options.asksForTrust ? [] : ['--disable-workspace-trust']),
      ...(options.extension === 'driven' ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
    ],
    { detached: true, stdio: ['ignore', output, output], env },
  );
  const ended = once(server, 'exit');
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    if (server.pid !== undefined && server.exitCode === null) process.kill(-server.pid, 'SIGTERM');
    await Promise.race([ended, pause(5000)]);
    if (server.pid !== undefined && server.exitCode === null && server.signalCode === null)
      process.kill(-server.pid, 'SIGKILL');
    await killProcessesIn(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    await Promise.race([waitUntilHealthy(url), ended.then(() => Promise.reject(new Error('code-server ended')))]);
  } catch (error) {
    const log = await readFile(join(folder, 'server.log'), 'utf8');
    await stop();
    throw new Error(`VS Code did not start: ${log}`, { cause: error });
  }
  return {
    url,
    port,
    workspace: workspace!,
    logs: join(data!, 'logs'),
    show: (appearance) => writeAppearance(data!, appearance),
    stop,
  };
}

/** Ends the jobs in `folder`, which outlive the window and the server. */
async function killProcessesIn(folder: string): Promise<void> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,args=']);
  const lines = stdout.split('\n').filter((line) => line.includes(`${folder}/`));
  for (const pid of lines.map((line) => Number.parseInt(line, 10))) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // ended since it was listed
    }
  }
}

/** Installs what `npm run package` makes, as `code --install-extension` does; throws where VS Code refuses it. */
async function installPackage(places: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  await run(node, ['scripts/package.mjs']);
  const { stdout } = await run(node, [entry, ...places, '--install-extension', packageFile, '--force'], { env });
  if (!stdout.includes('successfully installed')) throw new Error(`The package was not installed: ${stdout}`);
}

/** This environment without what npm, VS Code and a shell around this run have put into it. */
function createEnvironment(home: string): NodeJS.ProcessEnv {
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

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

async function waitUntilHealthy(url: string): Promise<void> {
  const deadline = Date.now() + 90_000;
  while (Date.now() < deadline) {
    const answer = await fetch(`${url}/healthz`).catch(() => undefined); // not listening yet
    if (answer?.ok) return;
    await pause(100);
  }
  throw new Error('no answer');
}
