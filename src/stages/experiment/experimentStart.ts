/** What the record of an experiment says that it is. */
export const experimentFormat = 'faceswap-workbench experiment';

/** The record in the folder of an experiment, by which the folder is recognized. */
export const experimentFileName = 'experiment.json';

/** How this record begins. */
export const experimentStart = `{\n  "format": "${experimentFormat}",`;

/** The page in the folder of an experiment. */
export const experimentPageName = 'experiment.html';
