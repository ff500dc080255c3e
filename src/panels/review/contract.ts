import * as v from 'valibot';
import type { Contract } from '../protocol/contract';

/** As many faces as a review shows; the model refuses folders with more. */
const maxFaces = 500_000;
/** Thumbnails that may be asked for at once: more than a window shows. */
export const maxPicturesAtOnce = 256;

const number = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(maxFaces));
const face = number;
const faces = v.pipe(v.array(face), v.maxLength(maxFaces));
const someFaces = v.pipe(faces, v.minLength(1));
const cluster = number;
const name = v.pipe(v.string(), v.maxLength(64));
const bytes = v.instance(Uint8Array);

/** What faces are ordered by within their cluster: one of the orders of the overview. */
export const orderSchema = v.object({ by: name, reversed: v.boolean() });
const order = orderSchema;

export const editSchema = v.variant('kind', [
  /** Kept faces stay, and those of several that were given alone. */
  v.object({ kind: v.literal('remove'), faces: someFaces }),
  v.object({ kind: v.literal('restore'), faces: someFaces }),
  v.object({ kind: v.literal('keep'), faces: someFaces, kept: v.boolean() }),
  v.object({ kind: v.literal('move'), faces: someFaces, cluster }),
  /** Into a new cluster. */
  v.object({ kind: v.literal('split'), faces: someFaces, name }),
  v.object({ kind: v.literal('merge'), clusters: v.pipe(v.array(cluster), v.maxLength(10_000)), into: cluster }),
  v.object({ kind: v.literal('rename'), cluster, name }),
]);
export type ReviewEdit = v.InferOutput<typeof editSchema>;

/** All that the grid needs beside pictures. */
export const overviewSchema = v.object({
  /** Those with faces, in the order in which they are shown. */
  clusters: v.array(v.object({ cluster, name: v.string(), faces: number, kept: number })),
  /** Faces, cluster after cluster, each in its order; then the removed ones. */
  order: v.instance(Uint32Array),
  removed: number,
  /** By face: 1 for one that is kept. */
  kept: v.instance(Uint8Array),
  /** Faces that an apply would move. */
  pending: number,
  canUndo: v.boolean(),
  canRedo: v.boolean(),
  orderedBy: order,
  /** The orders there are, with their labels in the user's language. */
  orders: v.array(v.object({ by: name, label: v.string() })),
  /** Whether there are alignments that an apply updates. */
  hasAlignments: v.boolean(),
});
export type Overview = v.InferOutput<typeof overviewSchema>;

const changed = v.object({
  overview: overviewSchema,
  /** Faces that were changed; files that moved. */
  faces: number,
  /** Kept faces that stayed though their removal was asked for. */
  spared: number,
});

const historyResult = v.object({
  overview: overviewSchema,
  done: v.picklist(['nothing', 'edit', 'apply']),
  moved: number,
  /** Faces that left the alignments, and that came back to them. */
  left: number,
  returned: number,
});

/** What is known of a face; the measures lack until it was measured. */
const factsSchema = v.object({
  face,
  name: v.string(),
  sharpness: v.optional(v.number()),
  /** Edge of the face in the frame, in pixels. */
  size: v.optional(v.number()),
  /** Degrees. */
  yaw: v.optional(v.number()),
});
export type FaceMeasures = v.InferOutput<typeof factsSchema>;

/** What the process of a review answers. */
export const reviewCalls = {
  look: { argument: v.object({ order }), result: overviewSchema },
  /** JPEGs end to end; a length of 0 for a face that cannot be read. */
  pictures: {
    argument: v.object({ faces: v.pipe(faces, v.maxLength(maxPicturesAtOnce)) }),
    result: v.object({ facts: v.array(factsSchema), lengths: v.array(number), bytes }),
  },
  /** A face in full. */
  picture: { argument: v.object({ face }), result: v.object({ facts: factsSchema, bytes }) },
  edit: { argument: v.object({ edit: editSchema }), result: changed },
  undo: { argument: v.object({}), result: historyResult },
  redo: { argument: v.object({}), result: historyResult },
  apply: { argument: v.object({}), result: historyResult },
  /** All faces, those most like the given ones first, with their mean cosine; those that were not measured yet lack. */
  like: {
    argument: v.object({ faces: someFaces }),
    result: v.object({
      faces: v.instance(Uint32Array),
      likeness: v.instance(Float32Array),
      /** From here on it is most likely the same person. */
      samePerson: v.number(),
    }),
  },
} as const satisfies Contract['calls'];

/** An apply reads the faces' headers, where they are not known, and then moves files. */
const applyProgress = v.object({
  phase: v.picklist(['reading', 'moving']),
  done: v.pipe(v.number(), v.integer(), v.minValue(0)),
  total: v.pipe(v.number(), v.integer(), v.minValue(0)),
});
export type ApplyProgress = v.InferOutput<typeof applyProgress>;

const events = {
  /** Faces measured of all that there are. */
  measured: v.object({ done: number, total: number }),
  applying: applyProgress,
} as const satisfies Contract['events'];

export const reviewServiceContract = { calls: reviewCalls, events } as const satisfies Contract;

/** What the panel may ask: of the process, and of the person by VS Code's own inputs. */
export const reviewContract = {
  calls: {
    ...reviewCalls,
    /** The cluster that the person chose, or the name of a new one; neither when they changed their mind. */
    askCluster: {
      argument: v.object({
        clusters: v.pipe(v.array(v.object({ cluster, name, faces: number })), v.maxLength(10_000)),
      }),
      result: v.object({ cluster: v.optional(cluster), name: v.optional(name) }),
    },
    askName: { argument: v.object({ name }), result: v.object({ name: v.optional(name) }) },
  },
  events,
} as const satisfies Contract;
