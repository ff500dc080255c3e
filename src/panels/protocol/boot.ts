import * as v from 'valibot';

/** What the host writes into a panel's page for its start. */
export const bootSchema = v.object({
  language: v.string(),
  translations: v.record(v.string(), v.string()),
  /** What the panel shows, as it is kept over a reload of the window. */
  state: v.unknown(),
});

export type Boot = v.InferOutput<typeof bootSchema>;

/** The element of the page that holds it. */
export const bootElementId = 'faceswap-boot';
