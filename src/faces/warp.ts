import type { Image } from '../shared/image';
import type { Matrix3 } from '../shared/matrix3';

/**
 * Draws `image` through `matrix` (image pixels → result pixels) onto a black picture of the given size: cubic where it
 * enlarges, linear where it shrinks (what OpenCV's warpAffine does with INTER_CUBIC and INTER_AREA).
 * @returns RGB, HWC, width·height·3 bytes.
 */
export declare function warpImage(image: Image, matrix: Matrix3, width: number, height: number): Promise<Uint8Array>;
