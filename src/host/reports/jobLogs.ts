import { basename } from 'node:path';
import * as vscode from 'vscode';
import { t } from '../../shared/l10n';
import type { JobService, JobView } from '../jobs/jobService';

const scheme = 'faceswap-job-log';

/** Shows the logs of jobs as read-only texts: they are read again when VS Code restores an editor, and while a job goes on. */
export function registerJobLogs(jobs: JobService): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const shown = new Map<string, JobView['state']>();
  const provider: vscode.TextDocumentContentProvider = {
    onDidChange: changed.event,
    async provideTextDocumentContent({ query: folder }) {
      const { isJobId } = await import('../../jobs/journal/jobId');
      if (!isJobId(basename(folder))) return '';
      return await (await import('./jobLogText')).renderJobLog(folder);
    },
  };
  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(scheme, provider),
    jobs.onDidChange(() => {
      for (const { uri } of vscode.workspace.textDocuments) {
        const state = uri.scheme === scheme ? jobs.jobs.find(({ folder }) => folder === uri.query)?.state : undefined;
        if (state === undefined || shown.get(uri.query) === state) continue;
        shown.set(uri.query, state);
        changed.fire(uri);
      }
    }),
  );
}

/** Opens the log of a job in an editor. */
export async function openJobLog({ title, folder }: Pick<JobView, 'title' | 'folder'>): Promise<void> {
  const path = `/${t('Log of {0}', title).replaceAll('/', '∕')}`;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme, path, query: folder }));
  await vscode.window.showTextDocument(await vscode.languages.setTextDocumentLanguage(document, 'log'));
}
