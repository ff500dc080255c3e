/** Pixels in memory: RGB, uint8, rows from the top, no padding; `pixels.length === width * height * 3`. */
export interface Image {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}
