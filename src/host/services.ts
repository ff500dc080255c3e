import type * as vscode from 'vscode';
import type { Panels } from '../panels/frame/panels';
import type { JobService } from './jobs/jobService';
import type { SourceMemory } from './project/sourceMemory';
import type { WorkspaceProject } from './project/workspaceProject';
import type { TextReports } from './reports/textReports';
import type { TreeNode } from './tree/treeNode';

/** The services that commands use. */
export interface Services {
  readonly project: WorkspaceProject;
  readonly jobs: JobService;
  readonly panels: Panels;
  readonly log: vscode.LogOutputChannel;
  readonly reports: TextReports;
  /** What the sources were when they were last seen. */
  readonly seenSources: SourceMemory;
  /**
   * Returns the entries of the tree that a command is for: all that are selected where it was called on one of them or by a
   * key, else the one that it was called on.
   */
  chooseNodes(node: TreeNode | undefined): Promise<readonly TreeNode[]>;
  /** What VS Code remembers for this workspace, and for all workspaces of the user. */
  readonly memory: vscode.Memento;
  readonly userMemory: vscode.Memento;
  /** The folder of the presets that come with the extension. */
  readonly presets: string;
  /** The path of the bundle of the process of a job. */
  readonly jobProgram: string;
  /** The path of the bundle of the review process. */
  readonly reviewProgram: string;
  /** The version of the extension. */
  readonly version: string;
}

/**
 * Runs a command. From the palette it gets neither `node` nor `paths`; from the tree it gets the entry, and the paths
 * of all selected entries; from the explorer or a drop, the paths of the files.
 */
export type CommandHandler = (services: Services, node?: TreeNode, paths?: readonly string[]) => Promise<unknown>;
