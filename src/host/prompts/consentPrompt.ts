import { maxConsentLength } from '../../projects/project';
import { t } from '../../shared/l10n';
import { type Answer, askText, mapAnswer, type WizardPlace } from './wizard';

/** Asks for a consent note, which may be empty. */
export async function askConsent(place: WizardPlace, name: string, value = ''): Promise<Answer<string>> {
  const note = await askText(place, {
    value,
    prompt: t(
      'On what basis may the face of {0} be used? The note is kept in the project and written to the metadata of results.',
      name,
    ),
    placeholder: t('For example: agreed in writing on May 3 (optional)'),
    validate: (text) => (text.length > maxConsentLength ? t('At most {0} characters.', maxConsentLength) : undefined),
  });
  return mapAnswer(note, (text) => text.trim());
}
