import type { Option } from '../optionRecord';

export const optimizerOptions = {
  optimizer: {
    type: 'choice',
    default: 'adam',
    choices: ['adabelief', 'adam', 'adamax', 'adamw', 'lion', 'nadam', 'rms-prop'],
    fixed: true,
    group: 'optimizer',
    help: {
      en: 'How weights follow their gradients. adabelief wants an epsilon_exponent of -16, lion a learning_rate of a third to a tenth.',
      ja: '勾配から重みを更新する方法。adabelief では epsilon_exponent を -16 に、lion では learning_rate を 3 分の 1 から 10 分の 1 にするとよい。',
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
      en: 'The small number against division by zero in the optimizer is ten to this power. lion has none.',
      ja: '最適化手法のゼロ除算を防ぐ小さな数を 10 の何乗にするか。lion にはない。',
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
  gradient_clipping: {
    type: 'choice',
    default: 'none',
    choices: ['autoclip', 'global_norm', 'norm', 'value', 'none'],
    fixed: false,
    group: 'clipping',
    help: {
      en: 'Makes gradients that are too large smaller: each element (value), each weight tensor (norm), all together (global_norm), or all together to what is usual for this model (autoclip).',
      ja: '大きすぎる勾配を抑える。value は要素ごと、norm は重みテンソルごと、global_norm は全体、autoclip は全体をこのモデルのふだんの大きさまで。',
    },
  },
  clipping_value: {
    type: 'float',
    default: 1,
    min: 0,
    max: 10,
    fixed: false,
    group: 'clipping',
    help: {
      en: 'Largest value or norm of a gradient. For autoclip a tenth of the percentile of the norms so far: 1 is the 10th.',
      ja: '勾配の値またはノルムの上限。autoclip では、これまでのノルムのパーセンタイルの 10 分の 1(1 なら 10 パーセンタイル)。',
    },
  },
  autoclip_history: {
    type: 'int',
    default: 10_000,
    min: 0,
    max: 100_000,
    fixed: false,
    group: 'clipping',
    help: {
      en: 'Updates whose norms autoclip remembers. 0 remembers all.',
      ja: 'autoclip がノルムを覚えておく更新の回数。0 ですべて覚える。',
    },
  },
  weight_decay: {
    type: 'float',
    default: 0,
    min: 0,
    max: 1,
    fixed: false,
    group: 'optimizer',
    help: {
      en: 'Draws weights towards zero. 0.004 is usual for adamw; biases are left alone.',
      ja: '重みを 0 に引き寄せる強さ。adamw では 0.004 程度。バイアスには効かない。',
    },
  },
  gradient_accumulation: {
    type: 'int',
    default: 1,
    min: 1,
    max: 100,
    fixed: false,
    group: 'optimizer',
    help: {
      en: 'Iterations whose gradients are averaged for one update: the effect of a larger batch, for the memory of one more copy of the weights.',
      ja: '何回分の勾配を平均して 1 回更新するか。重みもう 1 組分のメモリで、大きなバッチと同じ効果を得る。',
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
      en: 'How slowly the mean of the squared gradients forgets; for lion, its momentum.',
      ja: '勾配の二乗平均の減衰率。lion ではモーメンタムの減衰率。',
    },
  },
  ada_amsgrad: {
    type: 'bool',
    default: false,
    fixed: true,
    group: 'optimizer',
    help: {
      en: 'Divides by the largest variance so far (AMSGrad): steps never grow again. For adam, adamw and adabelief.',
      ja: 'これまでで最大の分散で割り、歩幅が再び広がらないようにする (AMSGrad)。adam、adamw、adabelief 用。',
    },
  },
} as const satisfies Record<string, Option>;
