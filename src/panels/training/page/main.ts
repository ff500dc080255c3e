import { connect } from '../../page/connect';
import { element } from '../../page/element';
import { type TrainingView, trainingContract } from '../contract';
import { createDetailSection } from './detailSection';
import { EvaluationSection } from './evaluationSection';
import { setFormatLanguage } from './formatValues';
import { LossSection } from './lossSection';
import { createPreviewSection } from './previewSection';
import { createTrainingHeader } from './trainingHeader';
import { ViewState } from './viewState';
import './style.css';

/** The page, once it is built. Earlier events can be ignored: the page asks for everything. */
let page: ReturnType<typeof buildPage> | undefined;

const host = connect(trainingContract, {
  status: (status) => page?.header.show(status),
  previews: (previews) => page?.showPreviews(previews),
  curve: (message) => page?.losses.apply(message),
  evaluation: (message) => page?.evaluation.apply(message),
});

setFormatLanguage(host.language);
void host.call('view', null).then((view) => {
  page = buildPage(view);
});

function buildPage(view: TrainingView) {
  const state = new ViewState(host.memory, (chosen) => host.remember(chosen));
  const header = createTrainingHeader(
    view.model,
    (command) => host.call('control', command),
    (step) => void host.call('proceed', step),
  );
  const previews = createPreviewSection(state);
  const detail = createDetailSection();
  const evaluation = new EvaluationSection(state, view.runs, view.measures, {
    read: () => host.call('evaluations', null),
    getStart: (run) => losses.getStart(run),
  });
  const losses = new LossSection(state, view.runs, {
    follow: (runs) => host.call('follow', [...runs]),
    zoom: (run, first, last) => host.call('closer', { run, first, last }),
    onFollowed: () => void evaluation.refresh(),
  });
  const figures = element('div', { class: 'column-of-plots' }, losses.root, evaluation.root, detail.root);
  const panes = element('div', { class: 'panes' }, previews.root, figures);
  document.getElementById('root')!.append(header.root, panes);
  const showPreviews = (next: TrainingView['previews']) => {
    previews.show(next);
    detail.show(next.record);
  };
  header.show(view.status);
  showPreviews(view.previews);
  return { header, losses, evaluation, showPreviews };
}
