import * as vscode from 'vscode';
import { addPerson as addToProject, checkNewName } from '../../jobs/project';
import { addSource } from '../../jobs/projectSources';
import { messageOf } from '../../shared/errors';
import { t } from '../../shared/l10n';
import { longestConsent } from '../../shared/project';
import { contentOf, pickPerson } from '../choices';
import type { Services, Step } from '../services';
import { chooseVideos } from '../videos';

export const addPerson: Step = async (services) => {
  const { folder, people } = contentOf(services);
  const name = await vscode.window.showInputBox({
    title: `${t('Add Person')} (1/3)`,
    prompt: t('A name, which becomes the name of a folder'),
    validateInput: (value) => faultOf(() => checkNewName(value, people)),
    ignoreFocusOut: true,
  });
  if (name === undefined) return;
  const consent = await vscode.window.showInputBox({
    title: `${t('Add Person')} (2/3)`,
    prompt: t('On what basis may {0} be shown? The note stays in the project.', name),
    placeHolder: t('for example: agreed in writing on 3 May; may be left empty'),
    validateInput: (value) => (value.length > longestConsent ? t('At most {0} letters.', longestConsent) : undefined),
    ignoreFocusOut: true,
  });
  if (consent === undefined) return;
  await addToProject(folder, { name, ...(consent.trim() === '' ? {} : { consent: consent.trim() }) });
  await services.project.refresh();
  await addChosenVideos(services, name, `${t('Add Person')} (3/3)`);
};

export const addVideos: Step = async (services, node) => {
  const name = node?.owner ?? (await pickPerson(services, t('Whose videos?')));
  if (name !== undefined) await addChosenVideos(services, name, t('Add Videos'));
};

async function addChosenVideos(services: Services, name: string, title: string): Promise<void> {
  for (const path of await chooseVideos(title, t('Videos or image folders of {0}', name)))
    await addSource(contentOf(services).folder, name, path);
  await services.project.refresh();
}

function faultOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
