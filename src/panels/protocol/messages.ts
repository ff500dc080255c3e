import * as v from 'valibot';

const id = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const name = v.pipe(v.string(), v.maxLength(64));

/** From panel to host. The content of `argument` is checked by the contract of the call. */
export const messageToHost = v.variant('type', [
  v.object({ type: v.literal('call'), id, name, argument: v.unknown() }),
  v.object({ type: v.literal('cancel'), id }),
]);

/** From host to panel. */
export const messageToPanel = v.variant('type', [
  v.object({ type: v.literal('reply'), id, result: v.unknown() }),
  v.object({ type: v.literal('fault'), id, message: v.pipe(v.string(), v.maxLength(10_000)) }),
  v.object({ type: v.literal('event'), name, value: v.unknown() }),
]);

export type MessageToHost = v.InferOutput<typeof messageToHost>;
export type MessageToPanel = v.InferOutput<typeof messageToPanel>;

/** What the host writes into a panel's page for its start. */
export const bootDataSchema = v.object({
  language: v.string(),
  translations: v.record(v.string(), v.string()),
  /** What the panel shows, as it is kept over a reload of the window. */
  state: v.unknown(),
});

export type BootData = v.InferOutput<typeof bootDataSchema>;

/** The element of the page that holds it. */
export const bootDataElementId = 'faceswap-boot';
