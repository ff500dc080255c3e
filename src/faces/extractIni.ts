import type { IniFile } from '../options/checkIni';
import { bool, choice, float, type IniSection, type IniTable, int } from '../options/option';
import { alignerTable } from './aligners/aligners';
import { detectorTable } from './detectors/detectors';
import type { Mask } from './masks/mask';
import { masks } from './masks/masks';
import { batchSize, plugin, runsOnCpu } from './unusedSettings';

const filter = { group: 'filters' } as const;
const profile = { group: 'profile', unused: true } as const;

/** `[global]` of extract.ini. The filters take effect with `--align-filters`. */
export const extractGlobalOptions = {
  aligner_min_scale: float(
    filter,
    0.03,
    [0, 1],
    "Leave out faces smaller than this share of the frame's short side. 0: none.",
  ),
  aligner_max_scale: float(
    filter,
    4,
    [0, 10],
    "Leave out faces larger than this share of the frame's short side. 0: none.",
  ),
  aligner_distance: float(
    filter,
    40,
    [0, 45],
    'Leave out faces whose landmarks are farther than this from those of the mean face, in hundredths of its size. 0: none.',
  ),
  aligner_roll: float(
    filter,
    0,
    [0, 90],
    'Leave out faces that are still tilted by more than this many degrees after alignment: their landmarks are usually wrong. 0: none.',
  ),
  aligner_features: bool(filter, true, 'Leave out faces whose mouth is not below the eyes.'),
  mask_storage_size: int(
    { group: 'masks', unused: true },
    128,
    [0, 1028],
    'Size of stored masks in pixels. 0: the output size of the network.',
  ),
  profile_warmup_time: int(profile, 2, [1, 10], 'Seconds to warm up before batch sizes are measured.'),
  profile_test_time: int(profile, 10, [8, 30], 'Seconds to measure each batch size.'),
  profile_num_faces: int(profile, 2, [1, 10], 'Number of faces per frame to assume while batch sizes are measured.'),
  profile_max_vram: int(profile, 85, [25, 95], "Largest share of the GPU's memory to use, in percent."),
  profile_save_config: bool(profile, false, 'Save the measured batch sizes in the file.'),
} as const satisfies IniSection;

/** Options of faceswap's recognition networks. They are accepted but not used. */
const identityTable = {
  'identity.t_face': {
    batch_size: batchSize(16),
    cpu: runsOnCpu(false),
    backbone: choice(plugin, 'ir-101', ['ir-50', 'ir-101'], 'Size of the network.'),
  },
  'identity.vggface2': { batch_size: batchSize(16), cpu: runsOnCpu(false) },
} as const satisfies IniTable;

const maskTable: IniTable = Object.assign(
  {},
  ...masks.map((mask: Mask) => (mask.source === 'stored' ? (mask.settings ?? {}) : {})),
);

/** The options of `extract.ini`, under faceswap's own sections and keys. */
export const extractIni: IniFile = {
  name: 'extract.ini',
  table: { global: extractGlobalOptions, ...alignerTable, ...detectorTable, ...identityTable, ...maskTable },
};
