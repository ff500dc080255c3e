import sharp, { type Sharp } from 'sharp';
import type { PictureInput } from './measure';

/** The part of a head's picture that is the face, without hair and background. */
const faceShare = 0.5;

/** Opens the middle of a picture of a head, where its face is. */
export function openFaceMiddle({ pixels, width, height }: PictureInput): Sharp {
  const edge = Math.max(1, Math.round(Math.min(width, height) * faceShare));
  const [left, top] = [Math.floor((width - edge) / 2), Math.floor((height - edge) / 2)];
  return sharp(pixels, { raw: { width, height, channels: 3 } }).extract({ left, top, width: edge, height: edge });
}
