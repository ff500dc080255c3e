import type { Image } from '../media/frames';
import { type Box, intersectionOverUnion } from './geometry';
import { cutBox } from './networks/cutBox';
import { defaultMinScore } from './networks/detections';
import type { Detection, FaceNetworks } from './networks/faceNetworks';

/**
 * Faces with a low score (small faces, heads turned up or aside) are detected again in an enlarged part of the image. A
 * real face then gets a high score. On the test videos every such face scored above 0.95, a fox 0.67.
 */
const secondLook = { fromScore: 0.2, toScore: 0.8, enlargement: 2.5, mostCandidates: 4 };

/** Returns the faces of an image, best score first: those that the detector is sure of, at the first or at the second look. */
export async function detectFaces(networks: FaceNetworks, image: Image): Promise<Detection[]> {
  const [found = []] = await networks.detect([image], secondLook.fromScore);
  const faces = found.filter(({ score }) => score > defaultMinScore);
  const doubtful = found.filter(({ score }) => score <= defaultMinScore).slice(0, secondLook.mostCandidates);
  for (const candidate of doubtful) {
    if (faces.some((face) => intersectionOverUnion(face.box, candidate.box) > 0)) continue;
    const face = await detectAgain(networks, image, candidate);
    if (face) faces.push(face);
  }
  return faces;
}

async function detectAgain(networks: FaceNetworks, image: Image, { box }: Detection): Promise<Detection | undefined> {
  const edge = secondLook.enlargement * Math.max(box.width, box.height);
  const [x, y] = [box.x + (box.width - edge) / 2, box.y + (box.height - edge) / 2];
  const part = cutBox(image, { x, y, width: edge, height: edge });
  const [seen = []] = await networks.detect([part], secondLook.toScore);
  return seen
    .map((face) => ({ ...face, box: moveBox(face.box, part.x, part.y) }))
    .find((face) => intersectionOverUnion(face.box, box) > 0.25);
}

function moveBox(box: Box, x: number, y: number): Box {
  return { ...box, x: box.x + x, y: box.y + y };
}
