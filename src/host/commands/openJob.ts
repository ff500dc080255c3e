import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { JobView } from '../../jobs/watch/jobView';
import { showMonitor } from '../../panels/training/showMonitor';
import { t } from '../../shared/l10n';
import type { StageName } from '../../stages/stageTable';
import { devicesText } from '../devicesText';
import { openLogOf } from '../jobs/endNotice';
import type { Services, Step } from '../services';
import { openResult } from './convert';
import { showBrokenNumbers, showLayers } from './modelTools';
import { canReveal, revealPath } from './reveal';

/** What there is to see of a job: the monitor of a training, what was made or found out, else the log. */
export const openJob: Step = async (services, node) => {
  const job = services.jobs.jobs.find(({ id }) => id === node?.owner);
  if (!job) return;
  const model = modelOf(services, job);
  if (model) await showMonitor(services, model);
  else if (job.state !== 'done' || !(await showResult(services, job))) await openLogOf(job.folder);
};

function modelOf({ project }: Services, { stage, options }: JobView) {
  if (stage !== 'train') return undefined;
  return project.content?.models.find(({ path }) => path === options.modelDir);
}

/** Gives whether there is anything to see. */
async function showResult(services: Services, { stage, options, result }: JobView): Promise<boolean> {
  const summary = result?.summary ?? {};
  const { output } = summary;
  const model = basename(String(options.modelDir));
  if (stage === 'model-summary') await showLayers(services, model, summary);
  else if (stage === 'model-nan-scan') await showBrokenNumbers(services, model, summary);
  else if (stage === 'devices') await services.reports.show(t('Devices'), devicesText(summary));
  else if (typeof output !== 'string' || !existsSync(output)) return false;
  else if (pictures.has(stage)) await openResult(output);
  else if (canReveal(output)) await revealPath(output);
  else return false;
  return true;
}

const pictures: ReadonlySet<StageName> = new Set(['convert', 'timelapse', 'preview']);
