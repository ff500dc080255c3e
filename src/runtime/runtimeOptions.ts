import type { IniSection, SectionValues } from '../options/option';

/** Where and how a step is computed: our own section, which faceswap does not have. */
export const runtimeOptions = {
  device: {
    type: 'choice',
    default: 'auto',
    choices: ['auto', 'cpu', 'webgpu', 'cuda', 'directml', 'coreml'],
    fixed: false,
    group: 'device',
    help: 'Device that computes a step. auto takes the fastest device, and reports when that is only the CPU.',
  },
  engine: {
    type: 'choice',
    default: 'onnx',
    choices: ['onnx', 'tfjs'],
    fixed: false,
    group: 'device',
    help: 'Engine that runs the graph: ONNX Runtime, or TensorFlow.js if you have installed it.',
  },
  steps_per_call: {
    type: 'int',
    default: 0,
    min: 0,
    max: 64,
    fixed: false,
    group: 'device',
    help: 'Number of iterations that the device computes in one call. On CUDA, a higher number copies the weights less often. 0: chosen for the device.',
  },
  precision: {
    type: 'choice',
    default: 'auto',
    choices: ['auto', 'fp32', 'fp16'],
    fixed: false,
    group: 'device',
    help: 'Precision of a step: fp32, or fp16 with weights in fp32. auto follows mixed_precision if the device benefits from it.',
  },
  threads: {
    type: 'int',
    default: 0,
    min: 0,
    max: 1024,
    fixed: false,
    group: 'device',
    help: 'Number of CPU threads of a step. 0: all cores.',
  },
} as const satisfies IniSection;

export type RuntimeOptions = SectionValues<typeof runtimeOptions>;
