import type { IniSection, SectionValues } from '../options/option';

/** Where and how a step is computed: our own section, which faceswap does not have. */
export const runtimeOptions = {
  device: {
    type: 'choice',
    default: 'auto',
    choices: ['auto', 'cpu', 'webgpu', 'cuda', 'directml', 'coreml'],
    fixed: false,
    group: 'device',
    help: 'What computes a step. auto takes the fastest device there is, and says so when that is only the processor.',
  },
  engine: {
    type: 'choice',
    default: 'onnx',
    choices: ['onnx', 'tfjs'],
    fixed: false,
    group: 'device',
    help: 'What runs the graph: ONNX Runtime, or TensorFlow.js where you have installed it.',
  },
  steps_per_call: {
    type: 'int',
    default: 0,
    min: 0,
    max: 64,
    fixed: false,
    group: 'device',
    help: 'Iterations that go to the device in one call. More spares copies of the weights on CUDA; 0 chooses by the device.',
  },
  precision: {
    type: 'choice',
    default: 'auto',
    choices: ['auto', 'fp32', 'fp16'],
    fixed: false,
    group: 'device',
    help: 'Numbers of a step: fp32, or fp16 with weights kept in fp32. auto follows mixed_precision, where the device gains by it.',
  },
  threads: {
    type: 'int',
    default: 0,
    min: 0,
    max: 1024,
    fixed: false,
    group: 'device',
    help: 'Processor threads of a step. 0 takes all cores.',
  },
} as const satisfies IniSection;

export type RuntimeOptions = SectionValues<typeof runtimeOptions>;
