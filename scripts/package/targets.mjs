/**
 * The platforms that a VSIX is packed for, by VS Code's name: those for which both onnxruntime-node and sharp have a
 * library. There is none of onnxruntime-node for Macs with Intel (darwin-x64) and for Alpine Linux.
 *
 * `libraries` are the lines that .vscodeignore gets for the target. Each VSIX must stay below `limitMB`
 * (in millions of bytes); on Windows DirectML and the shader compiler of WebGPU add to it.
 */
export const targets = {
  'linux-x64': {
    libraries: [
      '!node_modules/onnxruntime-node/bin/napi-v6/linux/x64/**',
      '!node_modules/@img/sharp-linux-x64/**',
      '!node_modules/@img/sharp-libvips-linux-x64/**',
    ],
    limitMB: 40,
  },
  'linux-arm64': {
    libraries: [
      '!node_modules/onnxruntime-node/bin/napi-v6/linux/arm64/**',
      '!node_modules/@img/sharp-linux-arm64/**',
      '!node_modules/@img/sharp-libvips-linux-arm64/**',
    ],
    limitMB: 40,
  },
  'win32-x64': {
    libraries: ['!node_modules/onnxruntime-node/bin/napi-v6/win32/x64/**', '!node_modules/@img/sharp-win32-x64/**'],
    limitMB: 50,
  },
  'win32-arm64': {
    libraries: ['!node_modules/onnxruntime-node/bin/napi-v6/win32/arm64/**', '!node_modules/@img/sharp-win32-arm64/**'],
    limitMB: 50,
  },
  'darwin-arm64': {
    // npm cannot pack links: the package holds the library twice, and only this one is loaded.
    libraries: [
      '!node_modules/onnxruntime-node/bin/napi-v6/darwin/arm64/libonnxruntime.1.dylib',
      '!node_modules/onnxruntime-node/bin/napi-v6/darwin/arm64/onnxruntime_binding.node',
      '!node_modules/@img/sharp-darwin-arm64/**',
      '!node_modules/@img/sharp-libvips-darwin-arm64/**',
    ],
    limitMB: 40,
  },
};
