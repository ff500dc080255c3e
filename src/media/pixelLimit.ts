/** The most pixels of an image or of a frame: twice those of 8K. Several frames are in memory at a time. */
export const maxFramePixels = 2 ** 26;
