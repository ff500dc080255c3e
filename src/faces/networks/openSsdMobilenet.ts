import type { OpenDetector } from '../detectors/detector';
import { detectionsOf } from './detections';
import type { Letterbox } from './letterbox';
import { resultOf, squareNetwork } from './squareNetwork';
import { detectorGraph, detectorInputSize } from './ssdMobilenetGraph';

export function openSsdMobilenet(letterbox: Letterbox, threads?: number): OpenDetector {
  const network = squareNetwork(letterbox, {
    model: 'ssd_mobilenetv1_model',
    graph: detectorGraph,
    size: detectorInputSize,
    centred: false,
    threads,
  });
  return {
    async detect(images, minScore) {
      if (images.length === 0) return [];
      const { boxes, scores } = await network.run(images);
      return images.map((image, i) => detectionsOf(image, resultOf(boxes!, i), resultOf(scores!, i), minScore));
    },
    release: () => network.release(),
  };
}
