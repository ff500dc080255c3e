// Loaded into every process of a command by NODE_OPTIONS=--import: records what the process asks of the file system and of
// the network, and lets one of these calls fail or kill the process. `faults.ts` describes the plan and builds the variable.

import childProcess from 'node:child_process';
import fs from 'node:fs';
import files from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { basename, dirname } from 'node:path';

const plan = JSON.parse(process.env.FACESWAP_FAULTS ?? '{}');
const program = basename(process.argv[1] ?? '').replace(/\.[cm]?js$/, '');
const isMeant = !plan.programs || plan.programs.includes(program);
/** Where the programs are: Node itself reports that it cannot load one. */
const ownFolder = dirname(process.argv[1] ?? '/none');
const isProgram = (path) => path.includes('/node_modules/') || path.includes(`${ownFolder}/`);
/** The paths of files that are open, by their numbers. */
const openPaths = new Map();
const appendToLog = fs.appendFileSync.bind(fs);
let calls = 0;
let bytes = 0;

/** What each function does to the disk; functions that are not named are not looked at. */
const kinds = {
  read: [
    'readFile',
    'readdir',
    'opendir',
    'stat',
    'lstat',
    'realpath',
    'readlink',
    'access',
    'statfs',
    'exists',
    'read',
  ],
  write: ['writeFile', 'appendFile', 'copyFile', 'truncate', 'write', 'writev', 'cp'],
  change: ['rename', 'unlink', 'link', 'symlink', 'rm', 'rmdir', 'mkdir', 'mkdtemp', 'utimes', 'chmod', 'chown'],
  sync: ['fsync', 'fdatasync', 'sync', 'datasync'],
};
const kindOfName = new Map(Object.entries(kinds).flatMap(([kind, names]) => names.map((name) => [name, kind])));

const withTwoPaths = new Set(['rename', 'link', 'symlink', 'copyFile', 'cp']);

function listPaths(name, args) {
  const count = withTwoPaths.has(name) ? 2 : 1;
  return args
    .slice(0, count)
    .map((arg) => (typeof arg === 'number' ? openPaths.get(arg) : arg))
    .filter((arg) => typeof arg === 'string' || arg instanceof URL)
    .map(String);
}

function createError(code, name, path) {
  const errno = { ENOSPC: -28, EIO: -5, EMFILE: -24, EROFS: -30, EACCES: -13, ENFILE: -23 }[code];
  const text = `${code}: injected, ${name}${path === undefined ? '' : ` '${path}'`}`;
  return Object.assign(new Error(text), { code, errno, syscall: name, ...(path !== undefined && { path }) });
}

/** Counts one call; throws, or kills this process, when it is the one that is to fail. */
function meet(kind, name, paths, size = 0) {
  if (paths.some((path) => isProgram(path) || path === plan.log)) return;
  if (plan.log) appendToLog(plan.log, `${JSON.stringify({ program, kind, name, paths })}\n`);
  if (!isMeant) return;
  if (plan.room !== undefined && (kind === 'write' || name === 'mkdir')) {
    bytes += size;
    if (bytes > plan.room) throw createError('ENOSPC', name, paths[0]);
  }
  if (plan.calls && !plan.calls.includes(name) && !plan.calls.includes(kind)) return;
  if (plan.path !== undefined && !paths.some((path) => path.includes(plan.path))) return;
  calls += 1;
  if (plan.at === undefined || calls < plan.at || (calls > plan.at && !plan.lasting)) return;
  if (plan.fault === 'kill') process.kill(process.pid, 'SIGKILL');
  else if (plan.fault !== 'orphan') throw createError(plan.fault, name, paths[0]);
}

/** Returns whether a file may be created: to change one that is there needs no room. */
const mayCreate = (flags) =>
  typeof flags === 'number' ? (flags & fs.constants.O_CREAT) !== 0 : /[wa]/.test(flags ?? 'r');
const measure = (data) =>
  Array.isArray(data) ? data.reduce((sum, part) => sum + part.byteLength, 0) : Buffer.byteLength(data ?? '');

function observe(name, args) {
  if (typeof args[0] === 'number' && args[0] <= 2) return; // standard output and error
  if (name === 'open') return meet(mayCreate(args[1]) ? 'write' : 'read', name, listPaths(name, args));
  const kind = kindOfName.get(name);
  const isData = name === 'writeFile' || name === 'appendFile';
  meet(
    kind,
    name,
    listPaths(name, args),
    isData && typeof args[1] !== 'object' ? measure(args[1]) : isData ? (args[1]?.byteLength ?? 0) : 0,
  );
}

/** Wraps the functions of `node:fs` and `node:fs/promises`: each is one call, whatever it does inside. */
for (const name of [...kindOfName.keys(), 'open']) {
  const promised = files[name];
  if (promised)
    files[name] = async (...args) => {
      observe(name, args);
      const result = await promised.apply(files, args);
      return name === 'open' ? wrapHandle(result, String(args[0])) : result;
    };
  const sync = fs[`${name}Sync`];
  if (sync && name !== 'exists')
    fs[`${name}Sync`] = Object.assign((...args) => {
      observe(name, args);
      const result = sync.apply(fs, args);
      if (name === 'open') openPaths.set(result, String(args[0]));
      return result;
    }, sync);
  const withCallback = fs[name];
  if (
    withCallback &&
    ['open', 'write', 'writev', 'rename', 'unlink', 'mkdir', 'rm', 'fsync', 'readdir', 'stat'].includes(name)
  )
    fs[name] = (...args) => {
      try {
        observe(name, args);
      } catch (error) {
        return void process.nextTick(args.at(-1), error);
      }
      return withCallback.apply(fs, args);
    };
}
/** Wraps what is done through an open file. A write within the present size of the file needs no new room. */
function wrapHandle(handle, path) {
  for (const name of [
    'write',
    'writev',
    'writeFile',
    'appendFile',
    'sync',
    'datasync',
    'truncate',
    'read',
    'readFile',
  ]) {
    const act = handle[name].bind(handle);
    handle[name] = async (...args) => {
      const kind = kindOfName.get(name);
      const size = kind === 'write' && name !== 'truncate' ? measure(args[0]) : 0;
      const position = args.find((arg, i) => i > 0 && i === args.length - 1 && typeof arg === 'number');
      const isInside = name === 'write' && position !== undefined && position + size <= (await handle.stat()).size;
      meet(isInside ? 'overwrite' : kind, isInside ? 'overwrite' : name, [path], size);
      return await act(...args);
    };
  }
  return handle;
}

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const [options] = Array.isArray(args[0]) ? args[0] : args;
  const target =
    typeof options === 'object' ? (options.path ?? `${options.host ?? 'localhost'}:${options.port}`) : String(options);
  meet('connect', 'connect', [target]);
  return connect.apply(this, args);
};

const start = childProcess.ChildProcess.prototype.spawn;
childProcess.ChildProcess.prototype.spawn = function (options) {
  const paths = [basename(options.file), ...options.args.slice(1, 2).map((argument) => basename(argument))];
  meet('start', 'start', [paths.join(' ')]);
  const result = start.call(this, options);
  meet('start', 'started', [paths.join(' ')]);
  return result;
};

syncBuiltinESMExports();

if (plan.fault === 'orphan' && isMeant) {
  // Its parent ends before this process can listen for that.
  process.kill(process.ppid, 'SIGKILL');
  if (process.connected) await new Promise((resolve) => process.once('disconnect', resolve));
}
