import type { IniSection, SectionValues } from '../../options/option';
import type { Hyperparameters, OptimizerDefinition } from '../../tensor/optimizers/optimizer';
import { type OptimizerName, optimizers } from '../../tensor/optimizers/optimizers';

const all: readonly OptimizerDefinition[] = optimizers;
const names: readonly OptimizerName[] = optimizers.map(({ name }) => name);

function listUsers(hyperparameter: keyof Hyperparameters): readonly string[] {
  return all.filter(({ uses }) => uses.includes(hyperparameter)).map(({ name }) => name);
}

export const optimizerOptions = {
  optimizer: {
    type: 'choice',
    default: 'adam',
    choices: names,
    choiceHelp: Object.fromEntries(all.map(({ name, help }) => [name, help])),
    fixed: true,
    group: 'optimizer',
    help: 'The optimizer: how weights are updated from their gradients.',
  },
  // faceswap's own slider ends at 1e-4, which is for its large models; small ones learn best an order above.
  learning_rate: {
    type: 'float',
    default: 5e-5,
    min: 1e-7,
    max: 1e-2,
    group: 'optimizer',
    help: 'Step size. Halve it when losses jump or become NaN. Small models tolerate higher rates.',
  },
  epsilon_exponent: {
    type: 'int',
    default: -7,
    min: -20,
    max: 0,
    group: 'optimizer',
    help: 'Epsilon, the small number that prevents division by zero, is ten to the power of this value.',
    usedBy: listUsers('epsilon'),
  },
  save_optimizer: {
    type: 'choice',
    default: 'exit',
    choices: ['never', 'always', 'exit'],
    group: 'optimizer',
    help: 'When the state of the optimizer is saved: at every save, only when training ends, or never. Without it, a resumed training needs some time to settle.',
  },
  gradient_clipping: {
    type: 'choice',
    default: 'none',
    choices: ['autoclip', 'global_norm', 'norm', 'value', 'none'],
    group: 'clipping',
    help: 'Limits large gradients: each element (value), each weight tensor (norm), all together (global_norm), or all together to the usual norm of this model (autoclip).',
  },
  clipping_value: {
    type: 'float',
    default: 1,
    min: 0,
    max: 10,
    group: 'clipping',
    help: 'Largest value or norm of a gradient. For autoclip: a tenth of the percentile of the norms so far (1 is the 10th percentile).',
  },
  autoclip_history: {
    type: 'int',
    default: 10_000,
    min: 0,
    max: 100_000,
    group: 'clipping',
    help: 'Number of past updates whose norms autoclip uses. 0: all.',
  },
  weight_decay: {
    type: 'float',
    default: 0,
    min: 0,
    max: 1,
    group: 'optimizer',
    help: 'Pulls weights toward zero. 0.004 is usual for adamw; biases are not affected.',
  },
  gradient_accumulation: {
    type: 'int',
    default: 1,
    min: 1,
    max: 100,
    group: 'optimizer',
    help: 'Number of iterations whose gradients are averaged for one update: works like a larger batch, and needs memory for one more copy of the weights.',
  },
  ada_beta_1: {
    type: 'float',
    default: 0.9,
    min: 0,
    max: 0.9999,
    fixed: true,
    group: 'optimizer',
    help: 'Decay rate of the mean of the gradients: higher values forget more slowly.',
    usedBy: listUsers('beta1'),
  },
  ada_beta_2: {
    type: 'float',
    default: 0.999,
    min: 0,
    max: 0.999999,
    fixed: true,
    group: 'optimizer',
    help: 'Decay rate of the mean of the squared gradients; for lion, of its momentum. Higher values forget more slowly.',
    usedBy: listUsers('beta2'),
  },
  ada_amsgrad: {
    type: 'bool',
    default: false,
    fixed: true,
    group: 'optimizer',
    help: 'Divide by the largest variance so far (AMSGrad): steps never grow again.',
    usedBy: listUsers('amsgrad'),
  },
} as const satisfies IniSection;

export type OptimizerOptions = SectionValues<typeof optimizerOptions>;
