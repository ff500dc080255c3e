import { multiply, subtract } from '../ops/binary';
import type { Optimizer } from './optimizer';

/** What a batch counts for in statistics that are gathered over many. */
const share = 0.01;

/** The rule of statistics, not of weights: a hundredth of the way at each step, whatever the learning rate. */
export const meanTracker: Optimizer = {
  name: 'follower',
  slots: [],
  weightDecayTarget: 'gradient',
  update: ({ parameter, gradient }) => ({ parameter: subtract(parameter, multiply(gradient, share)), slots: {} }),
};
