import type { OpenDetector } from '../detectors/detector';
import { parseDetections } from './detections';
import type { Letterbox } from './letterbox';
import { openSquareNetwork, selectResult } from './squareNetwork';
import { buildSsdMobilenetGraph, detectorInputSize } from './ssdMobilenetGraph';

export function openSsdMobilenet(letterbox: Letterbox, threads?: number): OpenDetector {
  const network = openSquareNetwork(letterbox, {
    model: 'ssd_mobilenetv1_model',
    graph: buildSsdMobilenetGraph,
    size: detectorInputSize,
    centered: false,
    threads,
  });
  return {
    async detect(images, minScore) {
      if (images.length === 0) return [];
      const { boxes, scores } = await network.run(images);
      return images.map((image, i) =>
        parseDetections(image, selectResult(boxes!, i), selectResult(scores!, i), minScore),
      );
    },
    release: () => network.release(),
  };
}
