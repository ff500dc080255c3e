import { t } from '../../../shared/l10n';
import type { PreviewRecord } from '../../../shared/previewRecord';
import { button, element } from '../../page/element';
import { formatDateTime, formatWhole } from './formatValues';

export interface PreviewTimeline {
  readonly root: HTMLElement;
  /** The index of the chosen picture: always the latest one, unless the user went back. */
  readonly picture: number;
  update(record: PreviewRecord): void;
}

/** Pictures per second while the history plays. */
const playedPicturesPerSecond = 6;

/** Creates a slider over the history of previews; at its right end it follows the latest one. */
export function createPreviewTimeline(onChange: () => void): PreviewTimeline {
  let [count, picture, playing] = [0, 0, 0];
  let record: PreviewRecord | undefined;
  const slider = element('input', { type: 'range', class: 'timeline', min: 0, step: 1 });
  slider.setAttribute('aria-label', t('Preview history'));
  const words = element('output', { class: 'when' });
  const play = button({ icon: 'play', title: t('Play history') }, () => (playing ? stop() : start()));

  const label = () => {
    const { iteration = 0, seconds = 0 } = record?.pictures[picture] ?? {};
    const when = formatDateTime(seconds);
    words.textContent =
      picture === count - 1
        ? t('Iteration {0} (latest preview)', formatWhole(iteration))
        : t('Iteration {0}', formatWhole(iteration));
    words.title = when;
    slider.setAttribute('aria-valuetext', `${words.textContent}, ${when}`);
  };
  const showPicture = (to: number) => {
    picture = Math.max(0, Math.min(count - 1, to));
    slider.value = String(picture);
    label();
    onChange();
  };
  const updatePlayButton = (isPlaying: boolean) => {
    const [icon, title] = isPlaying ? ['debug-pause', t('Pause')] : ['play', t('Play history')];
    play.firstElementChild!.className = `codicon codicon-${icon}`;
    play.title = title;
    play.setAttribute('aria-label', title);
  };
  const stop = () => {
    window.clearInterval(playing);
    playing = 0;
    updatePlayButton(false);
  };
  const start = () => {
    if (picture === count - 1) showPicture(0);
    updatePlayButton(true);
    playing = window.setInterval(() => {
      if (picture >= count - 1) stop();
      else showPicture(picture + 1);
    }, 1000 / playedPicturesPerSecond);
  };
  slider.addEventListener('input', () => {
    if (playing) stop();
    showPicture(Number(slider.value));
  });
  return {
    root: element('div', { class: 'tools history' }, play, slider, words),
    get picture() {
      return picture;
    },
    update(next) {
      const wasNewest = picture >= count - 1;
      const iteration = record?.pictures[picture]?.iteration;
      record = next;
      count = next.pictures.length;
      slider.max = String(Math.max(0, count - 1));
      play.disabled = count < 2;
      slider.disabled = count < 2;
      const same = next.pictures.findLastIndex((one) => one.iteration <= (iteration ?? 0));
      showPicture(wasNewest && !playing ? count - 1 : Math.max(0, same));
    },
  };
}
