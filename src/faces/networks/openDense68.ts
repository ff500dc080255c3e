import type { OpenAligner } from '../aligners/aligner';
import type { Box } from '../geometry';
import type { Landmarks } from '../landmarks';
import { cutBox } from './cutBox';
import { buildLandmarkGraph, landmarkInputSize } from './landmarkNet';
import type { Letterbox } from './letterbox';
import { openSquareNetwork, selectResult } from './squareNetwork';

export function openDense68(letterbox: Letterbox, threads?: number): OpenAligner {
  const network = openSquareNetwork(letterbox, {
    model: 'face_landmark_68_model',
    graph: buildLandmarkGraph,
    size: landmarkInputSize,
    centered: true,
    threads,
  });
  return {
    async landmarks(image, boxes) {
      if (boxes.length === 0) return [];
      const cuts = boxes.map((box) => cutBox(image, box));
      const { points } = await network.run(cuts);
      return cuts.map((cut, i) => toFramePixels(selectResult(points!, i), cut));
    },
    release: () => network.release(),
  };
}

/** Converts points from shares of the square that a cut is centered in to frame pixels. */
function toFramePixels(points: Float32Array, { x, y, width, height }: Box): Landmarks {
  const edge = Math.max(width, height);
  const [left, top] = [x - (edge - width) / 2, y - (edge - height) / 2];
  return points.map((part, i) => part * edge + (i % 2 === 0 ? left : top));
}
