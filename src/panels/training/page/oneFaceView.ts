import { t } from '../../../shared/l10n';
import { type PreviewRecord, previewColumns } from '../../../shared/previewRecord';
import { button, element } from '../../page/element';
import type { PreviewView } from './allFacesView';
import { FaceComparison } from './faceComparison';
import { formatWhole } from './formatValues';
import { computeRegionBox, computeSize, getPlaces, listRegions, type Region } from './previewPatches';
import type { ViewState } from './viewState';

/** The largest size of the compared regions together, in pixels. */
const maxHeight = 600;
const maxWidth = 720;

/** Creates the large view of one face: two of its pictures with a divider between them. */
export function createOneFaceView(state: ViewState): PreviewView {
  let shown: { record: PreviewRecord; picture: number } | undefined;
  const set = state.set.bind(state);
  const faceName = element('span', { role: 'status' });
  const countFaces = () => shown?.record.sets[shown.record.pictures[shown.picture]?.set ?? -1]?.a.length ?? 1;
  const step = (by: number) => set({ face: (state.view.face + by + countFaces()) % countFaces() });
  const before = createColumnSelect(t('Left of the divider'), (column) => set({ before: column }));
  const after = createColumnSelect(t('Right of the divider'), (column) => set({ after: column }));
  const fromStart = element('input', { type: 'checkbox' });
  fromStart.addEventListener('change', () => set({ fromStart: fromStart.checked }));
  const fromStartText = element('span');
  const split = element('input', {
    ...{ type: 'range', class: 'split', min: 0, max: 1, step: 0.01 },
    'aria-label': t('Divider between before and after'),
  });
  split.addEventListener('input', () => set({ split: Number(split.value) }));
  const stages = element('div', { class: 'stages' });
  const tools = element(
    'div',
    { class: 'tools', role: 'toolbar', 'aria-label': t('One face') },
    button({ icon: 'arrow-left', title: t('Previous face') }, () => step(-1)),
    faceName,
    button({ icon: 'arrow-right', title: t('Next face') }, () => step(1)),
    before,
    element('span', { class: 'codicon codicon-arrow-swap', 'aria-hidden': 'true' }),
    after,
    element('label', {}, fromStart, fromStartText),
  );
  const root = element('div', { class: 'one-face' }, tools, stages, split);
  let byRegion: ReadonlyMap<Region, FaceComparison> = new Map();

  const draw = () => {
    if (!shown || root.hidden) return;
    const { record, picture } = shown;
    const { view } = state;
    const row = Math.min(view.face, countFaces() - 1);
    const regions = listRegions(view.region);
    if ([...byRegion.keys()].join() !== regions.join()) {
      byRegion = new Map(
        regions.map((region) => [region, new FaceComparison(region, (share) => set({ split: share }))]),
      );
      stages.replaceChildren(...[...byRegion.values()].map((stage) => stage.root));
    }
    faceName.textContent = t('Face {0} of {1}', row + 1, countFaces());
    fromStartText.textContent = t('left: iteration {0}', formatWhole(record.pictures[0]?.iteration ?? 0));
    [before.value, after.value] = [String(view.before), String(view.after)];
    fromStart.checked = view.fromStart;
    split.value = String(view.split);
    const heightOfOne = regions.reduce((sum, region) => sum + computeSize(region, 1000).height / 1000, 0);
    const width = Math.max(120, Math.min(stages.clientWidth, maxHeight / heightOfOne, maxWidth));
    const pair = { record, row, before: view.before, after: view.after, isBeforeOld: view.fromStart };
    for (const [region, stage] of byRegion) {
      const box = computeRegionBox(region, getPlaces(record, picture, row, view.after), record.patch);
      stage.show({ pair, home: box, split: view.split, width });
    }
  };
  new ResizeObserver(draw).observe(stages);
  return {
    root,
    show(record, picture) {
      shown = { record, picture };
      draw();
    },
  };
}

function createColumnSelect(title: string, onChange: (column: number) => void): HTMLSelectElement {
  const options = previewColumns.map((label, column) => element('option', { value: column }, label));
  const select = element('select', { title, 'aria-label': title }, ...options);
  select.addEventListener('change', () => onChange(Number(select.value)));
  return select;
}
