import type { OptionValue } from '../../options/option';
import { t } from '../../shared/l10n';
import { runAndNotify } from '../jobs/runAndNotify';
import { showInformationMessage } from '../prompts/messages';
import { renderDevicesReport } from '../reports/devicesReport';
import type { CommandHandler, Services } from '../services';

/** Lists the devices that can compute here. */
export const showDevices: CommandHandler = (services) => listDevices(services, t('Devices'), {});

/** Downloads the CUDA library after the user has confirmed; the extension downloads nothing else. */
export const fetchCuda: CommandHandler = async (services) => {
  const download = t('Download');
  const question = t(
    "Download ONNX Runtime's CUDA library from NuGet? It is several hundred MB, for NVIDIA GPUs on Linux.",
  );
  if ((await showInformationMessage(question, { modal: true }, download)) !== download) return;
  await listDevices(services, t('Download the CUDA Library'), { fetchCuda: true });
};

async function listDevices(services: Services, title: string, options: Readonly<Record<string, OptionValue>>) {
  await runAndNotify(
    services,
    { title, stage: 'devices', jobs: [options] },
    ({ result }) => t('Training would use the device {0}.', String(result.summary?.auto)),
    ({ result }) => void services.reports.show(t('Devices'), renderDevicesReport(result.summary ?? {})),
  );
}
