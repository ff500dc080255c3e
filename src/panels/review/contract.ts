import * as v from 'valibot';
import { menuCommands } from '../../shared/reviewMenu';
import type { Contract } from '../protocol/contract';

/** The most faces that a review shows; folders with more are refused. */
const maxFaces = 500_000;
/** The most thumbnails of one request: more than a window shows. */
export const maxPicturesAtOnce = 256;

const number = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(maxFaces));
const face = number;
const faces = v.pipe(v.array(face), v.maxLength(maxFaces));
const someFaces = v.pipe(faces, v.minLength(1));
const cluster = number;
const name = v.pipe(v.string(), v.maxLength(64));
const bytes = v.instance(Uint8Array);

/** The order of the faces within their cluster: one of the orders of the overview. */
export const orderSchema = v.object({ by: name, reversed: v.boolean() });
const order = orderSchema;

export const editSchema = v.variant('kind', [
  /** Removes faces, except protected ones. */
  v.object({ kind: v.literal('remove'), faces: someFaces }),
  v.object({ kind: v.literal('restore'), faces: someFaces }),
  v.object({ kind: v.literal('protect'), faces: someFaces, isProtected: v.boolean() }),
  v.object({ kind: v.literal('move'), faces: someFaces, cluster }),
  /** Moves faces into a new cluster. */
  v.object({ kind: v.literal('split'), faces: someFaces, name }),
  v.object({ kind: v.literal('merge'), clusters: v.pipe(v.array(cluster), v.maxLength(10_000)), into: cluster }),
  v.object({ kind: v.literal('rename'), cluster, name }),
]);
export type ReviewEdit = v.InferOutput<typeof editSchema>;

/** Everything that the grid needs, except pictures. */
export const overviewSchema = v.object({
  /** The clusters with faces, in the order in which they are shown. */
  clusters: v.array(v.object({ cluster, name: v.string(), faces: number })),
  /** The faces, cluster by cluster in the chosen order; then the removed faces. */
  order: v.instance(Uint32Array),
  removed: number,
  /** For each face, 1 if it is protected from removal. */
  protectedFaces: v.instance(Uint8Array),
  /** How many faces an apply would move. */
  pending: number,
  canUndo: v.boolean(),
  canRedo: v.boolean(),
  orderedBy: order,
  /** All available orders, with their labels in the user's language. */
  orders: v.array(v.object({ by: name, label: v.string() })),
  /** Whether an apply updates alignments. */
  hasAlignments: v.boolean(),
});
export type Overview = v.InferOutput<typeof overviewSchema>;

const changed = v.object({
  overview: overviewSchema,
  /** How many faces were changed. */
  faces: number,
  /** How many protected faces were not removed. */
  spared: number,
});

const historyResult = v.object({
  overview: overviewSchema,
  done: v.picklist(['nothing', 'edit', 'apply']),
  moved: number,
  /** How many faces were removed from the alignments, and restored to them. */
  left: number,
  returned: number,
});

/** The details of a face. */
const factsSchema = v.object({
  face,
  name: v.string(),
  /** Its measures in words; none until it was measured. */
  measures: v.array(v.string()),
});
export type FaceDetails = v.InferOutput<typeof factsSchema>;

/** The calls that the review process answers. */
export const reviewCalls = {
  look: { argument: v.object({ order }), result: overviewSchema },
  /** JPEGs one after the other; a length of 0 for a face that cannot be read. */
  pictures: {
    argument: v.object({ faces: v.pipe(faces, v.maxLength(maxPicturesAtOnce)) }),
    result: v.object({ facts: v.array(factsSchema), lengths: v.array(number), bytes }),
  },
  /** The whole picture of a face. */
  picture: { argument: v.object({ face }), result: v.object({ facts: factsSchema, bytes }) },
  edit: { argument: v.object({ edit: editSchema }), result: changed },
  undo: { argument: v.object({}), result: historyResult },
  redo: { argument: v.object({}), result: historyResult },
  apply: { argument: v.object({}), result: historyResult },
  /** All measured faces, the most similar to the given ones first, with their mean cosine similarity. */
  like: {
    argument: v.object({ faces: someFaces }),
    result: v.object({
      faces: v.instance(Uint32Array),
      likeness: v.instance(Float32Array),
      /** The similarity above which it is most likely the same person. */
      samePerson: v.number(),
    }),
  },
} as const satisfies Contract['calls'];

/** The progress of an apply, which first reads the headers of faces where they are unknown, and then moves files. */
const applyProgress = v.object({
  phase: v.picklist(['reading', 'moving']),
  done: v.pipe(v.number(), v.integer(), v.minValue(0)),
  total: v.pipe(v.number(), v.integer(), v.minValue(0)),
});
export type ApplyProgress = v.InferOutput<typeof applyProgress>;

const events = {
  /** How many of all faces are measured. */
  measured: v.object({ done: number, total: number }),
  applying: applyProgress,
  /** Others have changed the files; the next look shows them as they are now. */
  followed: v.object({ message: v.string() }),
  /** There are no faces to show any more. */
  lost: v.object({ message: v.string() }),
} as const satisfies Contract['events'];

export const reviewServiceContract = {
  calls: reviewCalls,
  events: {
    ...events,
    /** A sentence for the user about something that was found when the review was opened. */
    notice: v.object({ text: v.pipe(v.string(), v.maxLength(4000)) }),
  },
} as const satisfies Contract;

/** The calls of the panel: those that the process answers, and questions to the user in VS Code's inputs. */
export const reviewContract = {
  calls: {
    ...reviewCalls,
    /** The cluster that the user chose, or the name of a new one; neither when the user canceled. */
    askCluster: {
      argument: v.object({
        clusters: v.pipe(v.array(v.object({ cluster, name, faces: number })), v.maxLength(10_000)),
      }),
      result: v.object({ cluster: v.optional(cluster), name: v.optional(name) }),
    },
    askName: { argument: v.object({ name }), result: v.object({ name: v.optional(name) }) },
  },
  events: {
    ...events,
    /** The user has chosen a command in VS Code's context menu of the page. */
    run: v.object({ command: v.picklist(menuCommands) }),
  },
} as const satisfies Contract;
