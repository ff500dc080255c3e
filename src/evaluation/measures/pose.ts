import type { Pose } from '../../faces/pose';
import type { SwapMeasure } from './measure';

function createPoseMeasure<const Axis extends keyof Pose>(axis: Axis, movement: string) {
  return {
    name: axis,
    label: `${axis} apart`,
    unit: '°',
    range: [0, 180],
    better: 'lower',
    formula: `Absolute difference of the ${axis} of the head (${movement}) from that of the source, mean over the frames.`,
    origin: "head pose from landmarks, as OpenCV's solvePnP estimates it",
    sees: [],
    ignores: ['flicker'],
    measure: ({ source, result }) => Math.abs(result.pose[axis] - source.pose[axis]),
  } as const satisfies SwapMeasure;
}

export const yaw = createPoseMeasure('yaw', 'to the sides');
export const pitch = createPoseMeasure('pitch', 'up and down');
export const roll = createPoseMeasure('roll', 'in the plane of the picture');
