import type { Option } from '../optionRecord';

/** Where and how a step is computed: our own section, which faceswap does not have. */
export const runtimeOptions = {
  device: {
    type: 'choice',
    default: 'auto',
    choices: ['auto', 'cpu', 'webgpu', 'cuda', 'directml', 'coreml'],
    fixed: false,
    group: 'device',
    help: {
      en: 'What computes a step. auto takes the fastest device there is, and says so when that is only the processor.',
      ja: '計算に使うデバイス。auto は使える中で最速のものを選び、CPU しか使えないときはその旨と理由を知らせる。',
    },
  },
  engine: {
    type: 'choice',
    default: 'onnx',
    choices: ['onnx', 'tfjs'],
    fixed: false,
    group: 'device',
    help: {
      en: 'What runs the graph: ONNX Runtime, or TensorFlow.js where you have installed it.',
      ja: 'グラフを実行するエンジン。ONNX Runtime か、別途インストールした TensorFlow.js。',
    },
  },
  steps_per_call: {
    type: 'int',
    default: 0,
    min: 0,
    max: 64,
    fixed: false,
    group: 'device',
    help: {
      en: 'Iterations that go to the device in one call. More spares copies of the weights on CUDA; 0 chooses by the device.',
      ja: 'デバイスへの 1 回の呼び出しで進める反復回数。CUDA では増やすほど重みの転送が減る。0 でデバイスに合わせて決める。',
    },
  },
  precision: {
    type: 'choice',
    default: 'auto',
    choices: ['auto', 'fp32', 'fp16'],
    fixed: false,
    group: 'device',
    help: {
      en: 'Numbers of a step: fp32, or fp16 with weights kept in fp32. auto follows mixed_precision, where the device gains by it.',
      ja: '計算の精度。fp16 でも重みは fp32 で保持する。auto は効果のあるデバイスでだけ mixed_precision に従う。',
    },
  },
  threads: {
    type: 'int',
    default: 0,
    min: 0,
    max: 1024,
    fixed: false,
    group: 'device',
    help: {
      en: 'Processor threads of a step. 0 takes all cores.',
      ja: '1 ステップの計算に使う CPU スレッド数。0 で全コアを使う。',
    },
  },
} as const satisfies Record<string, Option>;
