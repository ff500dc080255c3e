/** How a page of this program begins, by which it is recognized before it is replaced. */
export const pageStart = '<!DOCTYPE html>\n<!-- faceswap-workbench report -->';

/** Lets a page load nothing but the pictures in itself. Where it stands first, nothing that follows can lift it. */
export const pagePolicy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">`;
