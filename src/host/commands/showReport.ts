import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { createFolder } from '../../files/createFolder';
import { resolveCacheFolder } from '../../files/userFolders';
import { UserError } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { formatJobTitle } from '../../stages/stages';
import { runAndNotify } from '../jobs/runAndNotify';
import { pickPerson, requireProject } from '../prompts/projectPrompts';
import { showPage } from '../reports/pageView';
import type { CommandHandler, Services } from '../services';
import type { TreeNode } from '../tree/treeNode';
import { pickTrained } from './train';

/** What a report is about: the options of its job, and what users call it. */
interface ReportSubject {
  readonly title: string;
  readonly options: Readonly<Record<string, string>>;
}

/** Measures the faces of a person or of a cluster, or those of both people of a model, and shows what is missing. */
export const showReport: CommandHandler = async (services, node) => {
  const subject = await chooseSubject(services, node);
  if (subject) await makeReport(services, subject);
};

/** Shows all that is known of a model: its settings, its curves, its pictures. */
export const showModelReport: CommandHandler = async (services, node) => {
  const model = await pickTrained(services, node, t('Report on which model?'));
  if (model) await makeReport(services, { title: model.name, options: { modelDir: model.path } });
};

async function makeReport(services: Services, { title, options }: ReportSubject): Promise<void> {
  const output = await choosePagePath(options);
  await runAndNotify(
    services,
    { title: formatJobTitle('report', title), stage: 'report', jobs: [{ ...options, output }] },
    ({ result }) =>
      options.modelDir === undefined
        ? t('The report on {0} is ready. Remarks: {1}.', title, countRemarks(result.summary?.missing))
        : t('The report on {0} is ready.', title),
    () => showReadyPage(output, formatJobTitle('report', title)),
  );
}

/** Shows a page that a job has written, and offers to open it in the browser. */
export function showReadyPage(path: string, title: string) {
  void showPage(path, title);
  return { label: t('Open in Browser'), run: () => vscode.env.openExternal(vscode.Uri.file(path)) };
}

function countRemarks(missing: unknown): number {
  return Array.isArray(missing) ? missing.length : 0;
}

async function chooseSubject(services: Services, node: TreeNode | undefined): Promise<ReportSubject | undefined> {
  if (node?.kind === 'cluster' && node.path !== undefined)
    return { title: `${node.owner} (${basename(node.path)})`, options: { faces: node.path } };
  if (node?.kind === 'model') {
    const model = requireProject(services).models.find(({ name }) => name === node.owner);
    if (!model) return undefined;
    const { a, b } = model;
    return { title: model.name, options: { faces: findLargest(services, a), against: findLargest(services, b) } };
  }
  const name = node?.owner ?? (await pickPerson(services, t('The faces of which person?')));
  return name === undefined ? undefined : { title: name, options: { faces: findLargest(services, name) } };
}

/** Returns the folder with most faces of a person: after sorting, those of the person. @throws UserError when there are none */
function findLargest(services: Services, name: string): string {
  const person = requireProject(services).people.find((other) => other.name === name);
  const [largest] = person?.facesets ?? [];
  if (!largest) throw new UserError(t('{0} has no faces yet. Extract them first.', name));
  return largest.path;
}

/** Returns where the page of a report is kept: it can be made again, and only its owner may read it. */
export async function choosePagePath(options: Readonly<Record<string, unknown>>): Promise<string> {
  const folder = join(resolveCacheFolder(), 'reports');
  await createFolder(folder, 0o700);
  const name = createHash('sha256').update(JSON.stringify(options)).digest('hex').slice(0, 16);
  return join(folder, `${name}.html`);
}
