import { defineStage } from '../stage';

export const cleanUp = defineStage({
  name: 'clean-up',
  title: 'Clean Up Alignments',
  help: 'Remove the faces whose images you deleted from the alignments file',
  isSuggestedTask: true,
  result: 'none',
  options: {
    alignments: {
      type: 'path',
      required: true,
      short: 'a',
      aliases: ['alignments_file'],
      placeholder: 'FILE',
      help: 'The alignments file to clean up',
    },
    faces: {
      type: 'path',
      required: true,
      short: 'c',
      aliases: ['faces_folder'],
      placeholder: 'DIR',
      help: 'The face images that you kept; all other faces are removed from the alignments',
    },
  },
  listOutputs: ({ alignments, faces }) => [
    { path: alignments, kind: 'edited' },
    { path: faces, kind: 'edited' },
  ],
  getFaceFolders: ({ faces }) => [faces],
  async listPersonJobs({ facesFolder, listAlignments }) {
    return (await listAlignments()).map((alignments) => ({ alignments, faces: facesFolder }));
  },
  run: async () => (await import('./run')).cleanUp,
});
