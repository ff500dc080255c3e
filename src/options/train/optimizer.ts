import type { Option } from '../optionRecord';

export const optimizerOptions = {
  optimizer: {
    type: 'choice',
    default: 'adam',
    choices: ['adam'],
    fixed: true,
    group: 'optimizer',
    help: {
      en: 'How weights follow their gradients. adam: Kingma and Ba (2015).',
      ja: '勾配から重みを更新する方法。adam は Kingma と Ba (2015) による。',
    },
  },
  // faceswap's own slider ends at 1e-4, which is for its large models; small ones learn best an order above.
  learning_rate: {
    type: 'float',
    default: 5e-5,
    min: 1e-7,
    max: 1e-2,
    fixed: false,
    group: 'optimizer',
    help: {
      en: 'Length of a step. Halve it when losses jump or become NaN. Small models bear larger rates.',
      ja: '一歩の大きさ。損失が跳ねる、または NaN になるときは半分に。小さなモデルほど大きくできる。',
    },
  },
  epsilon_exponent: {
    type: 'int',
    default: -7,
    min: -20,
    max: 0,
    fixed: false,
    group: 'optimizer',
    help: {
      en: 'The small number against division by zero in the optimizer is ten to this power.',
      ja: '最適化手法のゼロ除算を防ぐ小さな数を 10 の何乗にするか。',
    },
  },
  save_optimizer: {
    type: 'choice',
    default: 'exit',
    choices: ['never', 'always', 'exit'],
    fixed: false,
    group: 'optimizer',
    help: {
      en: "When the optimizer's state is saved: at every save, only when training ends, or never. Without it a resumed training takes a while to settle.",
      ja: '最適化手法の状態をいつ保存するか。always は毎回、exit は学習の終了時、never は保存しない。ないと再開後しばらく安定しない。',
    },
  },
  ada_beta_1: {
    type: 'float',
    default: 0.9,
    min: 0,
    max: 0.9999,
    fixed: true,
    group: 'optimizer',
    help: {
      en: 'How slowly the mean of the gradients forgets.',
      ja: '勾配の平均の減衰率。',
    },
  },
  ada_beta_2: {
    type: 'float',
    default: 0.999,
    min: 0,
    max: 0.999999,
    fixed: true,
    group: 'optimizer',
    help: {
      en: 'How slowly the mean of the squared gradients forgets.',
      ja: '勾配の二乗平均の減衰率。',
    },
  },
} as const satisfies Record<string, Option>;
