import { modelDirOption } from '../sharedOptions';
import { defineStage } from '../stage';

const { required: _, ...optionalModelDir } = modelDirOption;

export const report = defineStage({
  name: 'report',
  title: 'Report',
  help: 'Measure a folder of faces and say what is missing for a good training, or tell all that is known of a model',
  result: 'report',
  options: {
    faces: {
      type: 'path',
      short: 'f',
      placeholder: 'DIR',
      help: 'The folder of face images',
    },
    against: {
      type: 'path',
      short: 'b',
      placeholder: 'DIR',
      help: 'The face images of the person who is to appear instead (B); the first folder is A',
    },
    modelDir: { ...optionalModelDir, help: 'The folder of a model, instead of faces' },
    evaluation: {
      type: 'path',
      short: 'e',
      placeholder: 'FILE',
      help: 'What faceswap evaluate has written (.json), for the report on a model',
    },
    output: {
      type: 'path',
      short: 'o',
      placeholder: 'FILE',
      help: 'A page to write (.html), which needs nothing but itself; it shows faces',
    },
    data: {
      type: 'path',
      short: 'd',
      placeholder: 'FILE',
      help: 'A file to write all figures to (.json)',
    },
  },
  listOutputs: ({ output, data }) => [
    ...(output === undefined ? [] : [{ path: output, kind: 'page' } as const]),
    ...(data === undefined ? [] : [{ path: data, kind: 'figures' } as const]),
  ],
  getFaceFolders: ({ faces, against }) => [faces, against],
  listPersonJobs: async (person) => [{ faces: await person.findLargestFaceset() }],
  listModelJobs: async ({ a, b }) => [{ faces: await a.findLargestFaceset(), against: await b.findLargestFaceset() }],
  run: async () => (await import('./run')).report,
});
