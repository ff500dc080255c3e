import type { Services } from '../services';

/** Where VS Code remembers, for the workspace, a guided swap that has not ended. */
export const unfinishedSwapKey = 'faceswap.guidedSwap';
/** Where VS Code remembers, for the user, the folder in which the questions are asked, once its window is open. */
export const folderToAskInKey = 'faceswap.folderToSwapIn';

/** Returns whether a window that has just been opened may have a guided swap to go on with; it loads none of its code. */
export function mayHaveSwapToResume({ memory, userMemory }: Pick<Services, 'memory' | 'userMemory'>): boolean {
  return memory.get(unfinishedSwapKey) !== undefined || userMemory.get(folderToAskInKey) !== undefined;
}
