/** Changes weights in place by their gradient in step `t`, from 1; every number is a float64. */
export type Reference = (weights: Float64Array, gradient: ArrayLike<number>, rate: number, t: number) => void;

export const beta1 = 0.9;
export const beta2 = 0.999;
export const epsilon = 1e-7;

/** One number of an element's memory is `memory[i]`; all begin at zero. */
type Rule = (memory: readonly Float64Array[], i: number, w: number, g: number, rate: number, t: number) => number;

/** A reference that looks at one element at a time and remembers so many numbers of each. */
function elementwise(size: number, remembered: number, rule: Rule): Reference {
  const memory = Array.from({ length: remembered }, () => new Float64Array(size));
  return (weights, gradient, rate, t) => {
    for (let i = 0; i < weights.length; i++) weights[i] = rule(memory, i, weights[i]!, gradient[i]!, rate, t);
  };
}

/** As the papers write them (see src/tensor/optimizers), element by element. */
export const references = {
  adam: (size: number, amsgrad = false) =>
    elementwise(size, 3, ([m, v, top], i, w, g, rate, t) => {
      m![i] = beta1 * m![i]! + (1 - beta1) * g;
      v![i] = beta2 * v![i]! + (1 - beta2) * g * g;
      top![i] = Math.max(top![i]!, v![i]!);
      const variance = (amsgrad ? top![i]! : v![i]!) / (1 - beta2 ** t);
      return w - (rate * (m![i]! / (1 - beta1 ** t))) / (Math.sqrt(variance) + epsilon);
    }),
  adabelief: (size: number, amsgrad = false) =>
    elementwise(size, 3, ([m, s, top], i, w, g, rate, t) => {
      m![i] = beta1 * m![i]! + (1 - beta1) * g;
      s![i] = beta2 * s![i]! + (1 - beta2) * (g - m![i]!) ** 2 + epsilon;
      top![i] = Math.max(top![i]!, s![i]!);
      const mean = m![i]! / (1 - beta1 ** t);
      const longest = 2 / (1 - beta2) - 1;
      const length = longest - (2 * t * beta2 ** t) / (1 - beta2 ** t);
      if (length < 5) return w - rate * mean;
      const rectification = Math.sqrt(
        ((length - 4) * (length - 2) * longest) / ((longest - 4) * (longest - 2) * length),
      );
      const deviation = Math.sqrt(amsgrad ? top![i]! : s![i]!) + epsilon;
      return w - (rate * rectification * mean * Math.sqrt(1 - beta2 ** t)) / deviation;
    }),
  adamax: (size: number) =>
    elementwise(size, 2, ([m, u], i, w, g, rate, t) => {
      m![i] = beta1 * m![i]! + (1 - beta1) * g;
      u![i] = Math.max(beta2 * u![i]!, Math.abs(g) + epsilon);
      return w - ((rate / (1 - beta1 ** t)) * m![i]!) / u![i]!;
    }),
  nadam: (size: number) => {
    const momentum = (t: number) => beta1 * (1 - 0.5 * 0.96 ** (t * 0.004));
    const products = [1];
    for (let t = 1; t < 100; t++) products.push(products[t - 1]! * momentum(t));
    return elementwise(size, 2, ([m, v], i, w, g, rate, t) => {
      m![i] = beta1 * m![i]! + (1 - beta1) * g;
      v![i] = beta2 * v![i]! + (1 - beta2) * g * g;
      const mean = (momentum(t + 1) * m![i]!) / (1 - products[t + 1]!) + ((1 - momentum(t)) * g) / (1 - products[t]!);
      return w - (rate * mean) / (Math.sqrt(v![i]! / (1 - beta2 ** t)) + epsilon);
    });
  },
  'rms-prop': (size: number) =>
    elementwise(size, 1, ([v], i, w, g, rate) => {
      v![i] = 0.99 * v![i]! + 0.01 * g * g;
      return w - (rate * g) / (Math.sqrt(v![i]!) + epsilon);
    }),
  lion: (size: number) =>
    elementwise(size, 1, ([m], i, w, g, rate) => {
      const direction = Math.sign(beta1 * m![i]! + (1 - beta1) * g);
      m![i] = beta2 * m![i]! + (1 - beta2) * g;
      return w - rate * direction;
    }),
};
