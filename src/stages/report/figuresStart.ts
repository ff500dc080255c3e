/** What a file of figures says that it is. */
export const figuresFormat = 'faceswap-workbench faces report';

/** How a file of figures begins, by which it is recognized before it is replaced. */
export const figuresStart = `{\n  "format": "${figuresFormat}",`;
