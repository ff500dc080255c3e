import { choice, float, int, type OptionSection } from '../records';

const blur = { group: 'blur' } as const;
const erosion = { group: 'erosion', unused: true } as const;

const eroded = (en: string, ja: string) =>
  float(erosion, 0, [-100, 100], {
    en: `Make the mask smaller (or larger, below 0) ${en}, in percent of its radius.`,
    ja: `マスクを${ja}縮める（負なら広げる）。マスクの半径に対する %。`,
  });

/** `[mask.mask_blend]` of convert.ini: how the edge of the swapped face goes over into the frame. */
export const maskBlendOptions = {
  type: choice(blur, 'normalized', ['gaussian', 'normalized', 'none'], {
    en: 'The blur of the edge: gaussian, normalized (a box, several times), or none.',
    ja: '縁のぼかし。gaussian、normalized（箱形を重ねる）、none（なし）。',
  }),
  kernel_size: int(blur, 3, [1, 9], {
    en: 'How far the blur reaches, pixels of the face that the model draws.',
    ja: 'ぼかしの広さ（モデルが描く顔のピクセル）。',
  }),
  passes: int(blur, 4, [1, 8], {
    en: 'How often it is blurred, each time over less.',
    ja: 'ぼかしの回数。回ごとに狭くなる。',
  }),
  threshold: int(blur, 4, [0, 50], {
    en: 'What is so near to nothing or all, in percent, becomes nothing or all.',
    ja: 'これほど 0 または 100% に近い値は 0 または 100% にする（%）。',
  }),
  erosion: eroded('on all sides', '全体で'),
  erosion_top: eroded('at the top', '上側で'),
  erosion_bottom: eroded('at the bottom', '下側で'),
  erosion_left: eroded('on the left', '左側で'),
  erosion_right: eroded('on the right', '右側で'),
} as const satisfies OptionSection;
