import * as v from 'valibot';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const share = v.pipe(v.number(), v.finite(), v.minValue(0));
const pixels = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(100_000));
const box = v.object({ x: pixels, y: pixels, width: pixels, height: pixels });
const places = v.object({ eyes: box, mouth: box });
const detail = v.object({ eyes: share, mouth: share });
const edge = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(16_384));

/**
 * The index of a model's preview history. Each picture has a row of six patches for each face: A, A by A, A by B, B, B by
 * B, B by A.
 */
export const previewRecordSchema = v.object({
  /** Edge of a patch, and of the square in its middle that the model generates; pixels. */
  patch: edge,
  covered: edge,
  /** The sets of faces that were shown, newest last, with the positions of eyes and mouth in their patches. */
  sets: v.pipe(
    v.array(v.object({ a: v.pipe(v.array(places), v.maxLength(64)), b: v.array(places) })),
    v.maxLength(1000),
  ),
  /** In order of their iterations. */
  pictures: v.pipe(
    v.array(
      v.object({
        iteration: count,
        /** When it was drawn, seconds since 1970. */
        seconds: share,
        /** Index of the set that it shows. */
        set: count,
        bytes: count,
        /** How long training was paused for it. */
        drawnMs: share,
        /** Share of the fine detail of A's faces that is in A by A; of B's in B by B. 1 is all of it. */
        a: detail,
        b: detail,
      }),
    ),
    v.maxLength(10_000),
  ),
});

export type PreviewRecord = v.InferOutput<typeof previewRecordSchema>;
export type PreviewPicture = PreviewRecord['pictures'][number];
/** Pixels of a patch. */
export type Box = v.InferOutput<typeof box>;
/** Where the eyes and the mouth of a face are. */
export type Places = v.InferOutput<typeof places>;
/** Shares, 1 is all. */
export type Detail = v.InferOutput<typeof detail>;

/** Columns of a preview, in their order. */
export const previewColumns = ['A', 'A > A', 'A > B', 'B', 'B > B', 'B > A'] as const;
