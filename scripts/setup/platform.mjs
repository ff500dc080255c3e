import { hasPackagedNode, isNewEnough, oldestNode } from './node.mjs';
import { Stop } from './stop.mjs';

/** The platforms that ONNX Runtime's npm package carries a library for; there is none for musl, nor for Macs with Intel. */
const supported = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'win32-x64', 'win32-arm64'];

/** Stops where Node is too old and no newer one comes with the npm packages, or where ONNX Runtime has no library. */
export function checkPlatform() {
  const platform = `${process.platform}-${process.arch}`;
  const musl = process.platform === 'linux' && !process.report?.getReport().header.glibcVersionRuntime;
  if (!supported.includes(platform) || musl)
    throw new Stop(
      `ONNX Runtime has no library for ${platform}${musl ? ' with musl' : ''}: use one of ${supported.join(', ')} (Linux with glibc).`,
    );
  // On Linux with an x64 processor the npm packages bring a newer Node along: see checkNode.
  if (platform !== 'linux-x64') checkNode();
}

/** Stops where neither this Node nor one of the installed packages is new enough for the project. */
export function checkNode() {
  if (isNewEnough(process.versions.node) || hasPackagedNode()) return;
  throw new Stop(
    `Node ${process.versions.node} is too old: install Node ${oldestNode()} or later from nodejs.org, then run this again.`,
  );
}
