import type { Value } from '../../../tensor/graph';
import {
  abs,
  add,
  clamp,
  greater,
  less,
  maximum,
  multiply,
  positivePower,
  reshape,
  slice,
  sqrt,
  square,
  subtract,
  where,
} from '../../../tensor/ops';
import type { PlainLoss } from '../loss';
import { convertBgrToOpponent, convertLinearRgbToHuntLab, convertOpponentToLinearRgb } from './colorSpaces';
import { visibleDetail } from './contrastSensitivity';
import { features } from './features';

/** A screen 0.7 m wide of 3840 pixels, seen from 0.7 m. */
const pixelsPerDegree = ((0.7 * 3840) / 0.7) * (Math.PI / 180);
const colorExponent = 0.7;
const featureExponent = 0.5;
/** Errors of color up to this share of the largest possible one fill this share of the scale. */
const commonErrors = 0.4;
const commonScale = 0.95;
/** The distance of green and blue, the largest between colors of a screen. */
const largestDistance = 203.30165;
/** Smallest error whose power is computed: below, a straight line replaces the power, whose slope is unlimited near zero. */
const leastDistance = 1e-3;
const leastFeature = 1e-6;
const leastColor = 1e-6;

/**
 * ꟻLIP for pictures of common brightness (Andersson, Nilsson, Akenine-Möller, Oskarsson, Åström and Fairchild 2020,
 * "ꟻLIP: A Difference Evaluator for Alternating Images", doi 10.1145/3406183): how much of a difference a viewer sees
 * who flips between both, per pixel, 0..1.
 */
export const flip = {
  name: 'flip',
  help: 'FLIP: the difference that a viewer sees when flipping between both images.',
  isExtra: true,
  kind: 'pixel',
  compare(predicted, target) {
    const [a, b] = [convertBgrToOpponent(predicted), convertBgrToOpponent(target)];
    const sharpened = subtract(1, featureDifference(a, b));
    const map = positivePower(maximum(colorDifference(a, b), leastColor), sharpened);
    const [n, height, width] = predicted.shape as [number, number, number];
    return reshape(map, [n, height, width, 1]);
  },
} as const satisfies PlainLoss;

/** Returns the color difference, 0..1, of two images in opponent colors (section 4.1 of the paper). */
function colorDifference(a: Value, b: Value): Value {
  const distance = hyab(filterVisibleColor(a), filterVisibleColor(b));
  const error = flattenedPower(distance, colorExponent, leastDistance);
  const largest = largestDistance ** colorExponent;
  const common = commonErrors * largest;
  const small = multiply(error, commonScale / common);
  const large = add(multiply(subtract(error, common), (1 - commonScale) / (largest - common)), commonScale);
  return where(less(error, common), small, large);
}

/** Returns the colors that a viewer can see at that distance, in a color space of perceived differences. */
function filterVisibleColor(opponent: Value): readonly [Value, Value, Value] {
  return convertLinearRgbToHuntLab(clamp(convertOpponentToLinearRgb(visibleDetail(opponent, pixelsPerDegree)), 0, 1));
}

/** Returns the hybrid of city block and Euclidean distance (Abasi, Tehran and Fairchild 2020). */
function hyab(a: readonly [Value, Value, Value], b: readonly [Value, Value, Value]): Value {
  const [lightness, red, blue] = [0, 1, 2].map((axis) => subtract(a[axis]!, b[axis]!)) as [Value, Value, Value];
  return add(abs(lightness), sqrt(add(add(square(red), square(blue)), 1e-12)));
}

/** Returns the feature difference, 0..1: edges and points that only one of two images in opponent colors has. */
function featureDifference(a: Value, b: Value): Value {
  const [, n, height, width] = a.shape as [number, number, number, number];
  const computeFeatures = (opponent: Value) => {
    const lightness = multiply(slice(opponent, [0, 0, 0, 0], [1, n, height, width]), 1 / 116);
    return features(reshape(lightness, [n, height, width, 1]), pixelsPerDegree);
  };
  const [featuresA, featuresB] = [computeFeatures(a), computeFeatures(b)];
  const edges = abs(subtract(featuresA.edges, featuresB.edges));
  const points = abs(subtract(featuresA.points, featuresB.points));
  const strongest = reshape(maximum(edges, points), [1, n, height, width]);
  return flattenedPower(multiply(strongest, Math.SQRT1_2), featureExponent, leastFeature);
}

/** Returns x to the power `exponent` for x of at least `least`; below, a straight line from there to zero. */
function flattenedPower(x: Value, exponent: number, least: number): Value {
  return where(greater(x, least), positivePower(maximum(x, least), exponent), multiply(x, least ** (exponent - 1)));
}
