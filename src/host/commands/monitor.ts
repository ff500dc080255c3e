import { showMonitor } from '../../panels/training/showMonitor';
import { t } from '../../shared/l10n';
import type { Step } from '../services';
import { pickTrained } from './train';

export const openMonitor: Step = async (services, node) => {
  const model = await pickTrained(services, node, t('Open the monitor of which model?'));
  if (model) await showMonitor(services, model);
};
