import * as v from 'valibot';

const id = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const name = v.pipe(v.string(), v.maxLength(64));

/** A message from the panel to the host. The contract of the call checks `argument`. */
export const messageToHost = v.variant('type', [
  v.object({ type: v.literal('call'), id, name, argument: v.unknown() }),
  v.object({ type: v.literal('cancel'), id }),
]);

/** A message from the host to the panel. */
export const messageToPanel = v.variant('type', [
  v.object({ type: v.literal('reply'), id, result: v.unknown() }),
  v.object({ type: v.literal('fault'), id, message: v.pipe(v.string(), v.maxLength(10_000)) }),
  v.object({ type: v.literal('event'), name, value: v.unknown() }),
]);

export type MessageToHost = v.InferOutput<typeof messageToHost>;
export type MessageToPanel = v.InferOutput<typeof messageToPanel>;

/** The data that the host writes into the page of a panel for its start. */
export const bootDataSchema = v.object({
  language: v.string(),
  translations: v.record(v.string(), v.string()),
  /** The state of the panel that VS Code keeps over a reload of the window. */
  state: v.unknown(),
});

export type BootData = v.InferOutput<typeof bootDataSchema>;

/** The id of the element with this data. */
export const bootDataElementId = 'faceswap-boot';
