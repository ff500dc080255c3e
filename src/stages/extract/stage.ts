import { alignerNames, findAligner } from '../../faces/aligners/aligners';
import { detectorNames, findDetector } from '../../faces/detectors/detectors';
import { findAlignmentsPath } from '../../facesets/alignmentsPath';
import { configOption, everyOption, inputOption, outputOption } from '../sharedOptions';
import { defineStage } from '../stage';

export const extract = defineStage({
  name: 'extract',
  title: 'Extract Faces',
  help: 'Find the faces in a video and write face images and an alignments file',
  isSuggestedTask: true,
  options: {
    input: inputOption,
    output: { ...outputOption, aliases: ['output-dir'], placeholder: 'DIR', help: 'The folder for the face images' },
    alignments: {
      type: 'path',
      short: 'p',
      placeholder: 'FILE',
      help: 'The alignments file, if it is not at its default place next to the input',
    },
    every: everyOption,
    skipExisting: {
      type: 'flag',
      short: 's',
      help: 'Look only at frames that the alignments file does not have yet; without it, earlier faces of the input go to the trash',
    },
    minSize: {
      type: 'int',
      default: 0,
      min: 0,
      max: 100,
      short: 'm',
      help: "Skip faces smaller than this percentage of the frame's short side",
    },
    detector: {
      type: 'choice',
      choices: detectorNames,
      choiceHelp: Object.fromEntries(detectorNames.map((name) => [name, findDetector(name).help])),
      short: 'D',
      help: 'The face detector; default: ssd-mobilenet',
    },
    aligner: {
      type: 'choice',
      choices: alignerNames,
      choiceHelp: Object.fromEntries(alignerNames.map((name) => [name, findAligner(name).help])),
      short: 'A',
      help: 'The network that finds the landmarks of a face; default: dense-68',
    },
    alignFilters: {
      type: 'flag',
      short: 'g',
      help: 'Skip faces that do not pass the filters in extract.ini',
    },
    config: { ...configOption, help: 'The extract.ini to use' },
  },
  listOutputs({ input, output, alignments = findAlignmentsPath(input) }) {
    return [
      { path: output, kind: 'faces' },
      ...(alignments === undefined ? [] : [{ path: alignments, kind: 'alignments' } as const]),
    ];
  },
  getFaceFolders: ({ output }) => [output],
  async listPersonJobs(person) {
    const config = person.findIni('extract.ini');
    return (await person.listSources()).map(({ path, alignments }) => ({
      input: path,
      output: person.facesFolder,
      alignments,
      ...(config !== undefined && { config, alignFilters: true }),
    }));
  },
  run: async () => (await import('./run')).extract,
});
