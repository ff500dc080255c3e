/** How a page of this program begins, by which it is recognized before it is replaced. */
export const pageStart = '<!DOCTYPE html>\n<!-- faceswap-workbench report -->';
