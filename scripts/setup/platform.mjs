import { Stop } from './stop.mjs';

const oldestNode = [20, 19];

/** ONNX Runtime's npm package carries its library for these; there is none for musl, nor for Macs with Intel. */
const supported = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'win32-x64', 'win32-arm64'];

/** Stops where Node is too old or the machine is one that ONNX Runtime has no library for. */
export function checkPlatform() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = oldestNode;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor))
    throw new Stop(
      `Node ${process.versions.node} is too old: install Node ${oldestMajor}.${oldestMinor} or later from nodejs.org, then run this again.`,
    );
  const platform = `${process.platform}-${process.arch}`;
  const musl = process.platform === 'linux' && !process.report?.getReport().header.glibcVersionRuntime;
  if (!supported.includes(platform) || musl)
    throw new Stop(
      `ONNX Runtime has no library for ${platform}${musl ? ' with musl' : ''}: use one of ${supported.join(', ')} (Linux with glibc).`,
    );
}
