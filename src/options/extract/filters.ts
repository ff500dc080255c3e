import { bool, float, int, type OptionSection } from '../records';

const filter = { group: 'filters' } as const;
const profile = { group: 'profile', unused: true } as const;

/** `[global]` of extract.ini. The filters take effect with `--align-filters`. */
export const extractGlobalOptions = {
  aligner_min_scale: float(filter, 0.03, [0, 1], {
    en: "Leave out faces smaller than this share of the frame's short side. 0: none.",
    ja: 'フレームの短辺に対してこの割合より小さい顔を除く。0 で無効。',
  }),
  aligner_max_scale: float(filter, 4, [0, 10], {
    en: "Leave out faces larger than this share of the frame's short side. 0: none.",
    ja: 'フレームの短辺に対してこの割合より大きい顔を除く。0 で無効。',
  }),
  aligner_distance: float(filter, 40, [0, 45], {
    en: 'Leave out faces whose landmarks lie further from those of the mean face, in hundredths of its size. 0: none.',
    ja: 'ランドマークが平均顔からこれより離れている顔を除く（平均顔の大きさの 100 分の 1 単位）。0 で無効。',
  }),
  aligner_roll: float(filter, 0, [0, 90], {
    en: 'Leave out faces that are still tilted by more degrees once they are brought upright: their landmarks are mostly wrong. 0: none.',
    ja: 'まっすぐに直した後もこれより大きく傾いた顔を除く（度）。多くはランドマークの誤り。0 で無効。',
  }),
  aligner_features: bool(filter, true, {
    en: 'Leave out faces whose mouth is not below the eyes.',
    ja: '口が目より下にない顔を除く。',
  }),
  mask_storage_size: int({ group: 'masks', unused: true }, 128, [0, 1028], {
    en: 'Edge of the masks that are stored, pixels. 0: as they come.',
    ja: '保存するマスクの一辺（ピクセル）。0 で元のまま。',
  }),
  profile_warmup_time: int(profile, 2, [1, 10], {
    en: 'Seconds to warm up before batch sizes are measured.',
    ja: 'バッチサイズの測定前に慣らす秒数。',
  }),
  profile_test_time: int(profile, 10, [8, 30], {
    en: 'Seconds to measure each batch size.',
    ja: '各バッチサイズを測定する秒数。',
  }),
  profile_num_faces: int(profile, 2, [1, 10], {
    en: 'Faces that a frame is taken to have while batch sizes are measured.',
    ja: 'バッチサイズの測定で 1 フレームにあるとみなす顔の数。',
  }),
  profile_max_vram: int(profile, 85, [25, 95], {
    en: "Most of the GPU's memory to use, in percent.",
    ja: '使う GPU メモリの上限（%）。',
  }),
  profile_save_config: bool(profile, false, {
    en: 'Write the batch sizes that were found into the file.',
    ja: '見つかったバッチサイズをファイルに書き込む。',
  }),
} as const satisfies OptionSection;
