import type * as vscode from 'vscode';
import type { Panels } from '../panels/frame/panels';
import type { JobService } from './jobs/jobService';
import type { WorkspaceProject } from './project/workspaceProject';
import type { TextReports } from './reports/textReports';
import type { TreeNode } from './tree/treeNode';

/** What the commands work with. */
export interface Services {
  readonly project: WorkspaceProject;
  readonly jobs: JobService;
  readonly panels: Panels;
  readonly log: vscode.LogOutputChannel;
  readonly reports: TextReports;
  /** Folder of the presets that come with the extension. */
  readonly presets: string;
  /** The bundle of the process that reviews faces. */
  readonly reviewProgram: string;
  /** Of the extension. */
  readonly version: string;
}

/**
 * A command: from the palette it is given nothing, from the tree the entry it was called on, and the paths of all that
 * are selected there, in the explorer or in what was dropped.
 */
export type CommandHandler = (services: Services, node?: TreeNode, paths?: readonly string[]) => Promise<unknown>;
