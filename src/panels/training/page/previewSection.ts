import { t } from '../../../shared/l10n';
import { element, icon } from '../../page/element';
import type { TrainingPreviews } from '../contract';
import { AllFacesView } from './allFacesView';
import { createRadioGroup } from './controls';
import { createOneFaceView } from './oneFaceView';
import { PreviewSheet } from './previewPatches';
import { createPreviewTimeline } from './previewTimeline';
import type { ViewState } from './viewState';

export interface PreviewSection {
  readonly root: HTMLElement;
  show(previews: TrainingPreviews): void;
}

/**
 * Creates the section of the previews: of all faces or one, of the latest or an earlier iteration, of a chosen
 * region.
 */
export function createPreviewSection(state: ViewState): PreviewSection {
  let previews: TrainingPreviews = { base: '', record: null };
  const content = element('div', { class: 'content' });
  const [sheet, sheetBefore] = [new PreviewSheet(content, '--sheet'), new PreviewSheet(content, '--sheet-before')];
  const timeline = createPreviewTimeline(() => void draw());
  const views = { all: new AllFacesView(state), one: createOneFaceView(state) };
  const nothing = element(
    'p',
    { class: 'empty description' },
    icon('eye'),
    t('The first preview appears soon after training starts.'),
  );
  const size = element('input', { type: 'range', min: 48, max: 512, step: 8, 'aria-label': t('Face size') });
  size.value = String(state.view.size ?? 104);
  size.addEventListener('input', () => state.set({ size: Number(size.value) }));
  const sizeLabel = element('label', { class: 'size', title: t('Face size') }, icon('zoom-in'), size);

  const buildUrl = (picture: number) => {
    const { iteration = 0, seconds = 0 } = previews.record?.pictures[picture] ?? {};
    return `${previews.base}/${String(iteration).padStart(8, '0')}.jpg?${seconds}`;
  };
  const draw = async () => {
    const { record } = previews;
    const isThere = record !== null && record.pictures.length > 0;
    nothing.hidden = isThere;
    content.hidden = !isThere;
    timeline.root.hidden = !isThere;
    if (!isThere) return;
    const { mode, fromStart } = state.view;
    views.all.root.hidden = mode !== 'all';
    views.one.root.hidden = mode !== 'one';
    sizeLabel.hidden = mode !== 'all';
    if (mode === 'one' && fromStart) await sheetBefore.show(buildUrl(0));
    const { picture } = timeline;
    await sheet.show(buildUrl(picture));
    if (picture === timeline.picture) views[state.view.mode].show(record, picture);
  };
  state.on(['mode', 'region', 'size', 'face', 'before', 'after', 'fromStart', 'split'], () => void draw());
  content.append(views.all.root, views.one.root);
  const tools = element(
    'div',
    { class: 'tools' },
    createRadioGroup(state, 'mode', t('Faces'), [
      ['all', t('All faces')],
      ['one', t('Before and after')],
    ]),
    createRadioGroup(state, 'region', t('Zoom'), [
      ['face', t('Face')],
      ['eyes', t('Eyes')],
      ['mouth', t('Teeth')],
      ['both', t('Eyes and teeth')],
    ]),
    sizeLabel,
  );
  const title = element('h2', { id: 'previews-title' }, t('Previews'));
  const root = element(
    'section',
    { class: 'previews', 'aria-labelledby': title.id },
    title,
    tools,
    timeline.root,
    nothing,
    content,
  );
  return {
    root,
    show(next) {
      previews = next;
      if (next.record && next.record.pictures.length > 0) timeline.update(next.record);
      else void draw();
    },
  };
}
