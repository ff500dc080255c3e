/** What a file of figures says that it is: of faces, or of a model. */
export const figuresFormats = {
  faces: 'faceswap-workbench faces report',
  model: 'faceswap-workbench model report',
} as const;

/** How the files of figures begin, by which they are recognized before they are replaced. */
export const figuresStarts = Object.values(figuresFormats).map((format) => `{\n  "format": "${format}",`);
