/** The kinds of model by the names that `--trainer` takes, and what each is good for. */
export const trainers = {
  original: 'the classic one, 64 pixels; wants a GPU or patience',
  lightweight: 'the classic one with a leaner encoder, 64 pixels: less memory',
  nimble: 'a quarter of its widths: for machines without a GPU',
  iae: 'one decoder for both people and layers of each before it, 64 pixels: takes over light and expression well',
  dfaker: 'the classic encoder with residual decoders, 128 or 256 pixels; for a GPU of 6 GB or more',
  dfl_h128: 'the classic one at 128 pixels; for a GPU of 4 GB or more',
  dfl_sae: "DeepFaceLab's, 64 to 256 pixels, with widths to tune; for a GPU of 6 GB or more",
  villain: 'a deep encoder that sees much, 128 pixels; for a GPU of 8 GB or more',
  realface: 'residual blocks all the way, 64 to 256 pixels; A to B alone, for a GPU of 10 GB or more',
  unbalanced: 'a decoder for each side to tune, 64 to 512 pixels; A to B alone, for a GPU of 10 GB or more',
  dlight: 'fine pictures of B for their cost, 128 to 384 pixels; A to B alone, for a GPU of 10 GB or more',
  phaze_a: 'built from parts to your taste, 64 to 2048 pixels: begin with one of its presets',
} as const satisfies Readonly<Record<string, string>>;

export type TrainerName = keyof typeof trainers;

export const trainerNames = Object.keys(trainers) as readonly TrainerName[];
