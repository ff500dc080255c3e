import { menuCommands } from '../../shared/reviewMenu';
import type { CommandHandler } from '../services';

/**
 * Loads the handler of each command, by its name after `faceswap.`: the commands of the manifest, the menu of the
 * status bar (`jobMenu`), the click on a job (`openJob`), and the context menu of a review (`review.…`). Loading handlers on first use keeps activation fast.
 */
export const commandLoaders: Readonly<Record<string, () => Promise<CommandHandler>>> = {
  swapTwoVideos: async () => (await import('./swapTwoVideos')).swapTwoVideos,
  newProject: async () => (await import('./newProject')).createNewProject,
  addPerson: async () => (await import('./people')).addPerson,
  addSource: async () => (await import('./people')).addVideos,
  addToPerson: async () => (await import('./people')).addToPerson,
  editConsent: async () => (await import('./people')).editConsent,
  rename: async () => (await import('./renameEntry')).renameEntry,
  delete: async () => (await import('./removeEntries')).removeEntries,
  removeSource: async () => (await import('./removeEntries')).removeEntries,
  moveCluster: async () => (await import('./people')).moveCluster,
  extractFrames: async () => (await import('./faces')).extractFrames,
  extractFaces: async () => (await import('./faces')).extractFaces,
  sortByFace: async () => (await import('./faces')).sortByFace,
  reviewFaces: async () => (await import('./reviewFaces')).reviewFaces,
  showReport: async () => (await import('./showReport')).showReport,
  cleanUp: async () => (await import('./faces')).cleanUp,
  train: async () => (await import('./train')).train,
  openMonitor: async () => (await import('./train')).openMonitor,
  convert: async () => (await import('./convert')).convert,
  convertWithOptions: async () => (await import('./convertWithOptions')).convertWithOptions,
  previewSwap: async () => (await import('./convert')).previewSwap,
  openSwap: async () => (await import('./convert')).openSwap,
  openTrainIni: async () => (await import('./modelTools')).openTrainIni,
  openTimelapse: async () => (await import('./modelTools')).openTimelapse,
  modelSummary: async () => (await import('./modelTools')).summarizeModel,
  nanScan: async () => (await import('./modelTools')).scanForNan,
  restoreModel: async () => (await import('./modelTools')).restoreModel,
  exportInference: async () => (await import('./modelTools')).exportInference,
  exportModel: async () => (await import('./modelTools')).exportModel,
  devices: async () => (await import('./devices')).showDevices,
  fetchCuda: async () => (await import('./devices')).fetchCuda,
  locateSource: async () => (await import('./locateSource')).locateSource,
  openExternally: async () => (await import('./openExternally')).openExternally,
  openProjectFile: async () => (await import('./reveal')).openProjectFile,
  reveal: async () => (await import('./reveal')).revealNode,
  clearFinishedJobs: async () => (await import('./removeEntries')).clearFinishedJobs,
  cancelJob: async () => (await import('./jobs')).cancelJob,
  resumeJob: async () => (await import('./jobs')).resumeJob,
  openJob: async () => (await import('./jobs')).openJob,
  openJobLog: async () => (await import('./jobs')).openLogOfJob,
  jobMenu: async () => (await import('./jobs')).showJobMenu,
  showLog: async () => (await import('./jobs')).showLog,
  copyDiagnostics: async () => (await import('./copyDiagnostics')).copyDiagnostics,
  refresh: async () => (await import('./jobs')).refresh,
  ...Object.fromEntries(
    menuCommands.map((command) => [
      `review.${command}`,
      async () => (await import('./reviewMenu')).createReviewCommand(command),
    ]),
  ),
};
