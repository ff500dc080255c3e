import { defineStage } from '../stage';

export const report = defineStage({
  name: 'report',
  title: 'Report on Faces',
  help: 'Measure a folder of faces, and say what is missing for a good training: of one set, and of A against B',
  result: 'report',
  options: {
    faces: {
      type: 'path',
      required: true,
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
