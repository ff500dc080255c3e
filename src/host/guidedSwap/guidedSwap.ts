import * as v from 'valibot';

/** A swap of two videos that is made step by step without more questions than needed. Windows that open later go on with it. */
export interface GuidedSwap {
  /** The folder of the project. */
  readonly folder: string;
  /** The names of the person whose face is replaced, and of the one whose face appears instead. */
  readonly a: string;
  readonly b: string;
  /** The paths of their videos among the sources of the project. */
  readonly videoA: string;
  readonly videoB: string;
  /** The name of the model in the project. */
  readonly model: string;
  /** The options that end the training, such as `{ for: '5m' }`; none trains until the user stops it. */
  readonly budget: Readonly<Record<string, string | number>>;
  /** The folders of the faces to learn from, as soon as they are known. */
  readonly facesA?: string;
  readonly facesB?: string;
  /** The name of the present step. */
  readonly step: string;
  /** The ids of the jobs of the present step, as soon as it has started them. */
  readonly jobs?: readonly string[];
}

const optionalText = v.optional(v.string());

const schema = v.object({
  ...{ folder: v.string(), a: v.string(), b: v.string(), videoA: v.string(), videoB: v.string(), model: v.string() },
  budget: v.record(v.string(), v.union([v.string(), v.number()])),
  ...{ facesA: optionalText, facesB: optionalText, step: v.string(), jobs: v.optional(v.array(v.string())) },
});

/** Returns the swap that a window has remembered; undefined where there is none, or one of another version. */
export function parseGuidedSwap(value: unknown): GuidedSwap | undefined {
  const { success, output } = v.safeParse(schema, value);
  return success ? (JSON.parse(JSON.stringify(output)) as GuidedSwap) : undefined;
}
