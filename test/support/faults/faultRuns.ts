import { rmSync } from 'node:fs';
import { buildFaultEnvironment, type FaultPlan, type LoggedCall, readLoggedCalls } from './faults';
import { listLeftovers, readResults } from './leftovers';
import { type CommandResult, layOut, type RunCommand, type StageCase } from './stageCases';

/** What a command makes when nothing goes wrong, and the calls by which it does so. */
export interface Reference {
  /** The files of the result; those that differ from run to run without a hash. */
  readonly results: ReadonlyMap<string, string | undefined>;
  readonly calls: readonly LoggedCall[];
  /** Hidden files that it leaves also when nothing goes wrong. */
  readonly kept: ReadonlySet<string>;
}

/** Runs a command twice without faults. */
export async function makeReference(
  inputs: string,
  folder: string,
  stage: StageCase,
  run: RunCommand,
): Promise<Reference> {
  const log = `${folder}.calls`;
  rmSync(log, { force: true });
  const runs: ReadonlyMap<string, string>[] = [];
  for (const environment of [buildFaultEnvironment({ log }), {}]) {
    layOut(inputs, folder, stage);
    const end = await run(stage.args, folder, environment);
    if (end.code !== 0) throw new Error(`${stage.name}: ${end.stderr}`);
    runs.push(readResults(folder));
  }
  const [one, other] = runs as [ReadonlyMap<string, string>, ReadonlyMap<string, string>];
  const results = new Map([...one].map(([path, hash]) => [path, other.get(path) === hash ? hash : undefined]));
  return { results, calls: readLoggedCalls(log), kept: new Set(listLeftovers(folder)) };
}

/** The numbers at which a fault can be placed: how many calls of the job a plan counts. */
export function countCalls({ calls }: Reference, { programs, calls: counted, path }: FaultPlan): number {
  return calls.filter(
    (call) =>
      (!programs || programs.some((program) => program === call.program)) &&
      (!counted || counted.includes(call.name) || counted.includes(call.kind)) &&
      (path === undefined || call.paths.some((each) => each.includes(path))),
  ).length;
}

/**
 * Runs a command that meets a fault, and then the same command without one. Returns what is wrong: a fault in the program
 * instead of a sentence, a result that is lost or another one, or what nobody removed.
 */
export async function runWithFault(
  inputs: string,
  folder: string,
  stage: StageCase,
  plan: FaultPlan,
  reference: Reference,
  run: RunCommand,
): Promise<string[]> {
  layOut(inputs, folder, stage);
  const first = await run(stage.args, folder, buildFaultEnvironment(plan));
  const problems = describeBadEnd(first, plan).map((problem) => `first run: ${problem}`);
  const second = await run(stage.args, folder);
  // The first run may have been complete when it was killed.
  const different = compareResults(folder, stage, reference);
  const isDoneBefore = /already exists|is already the best one/.test(second.stderr) && different.length === 0;
  if (second.code !== 0 && !isDoneBefore) problems.push(`second run: code ${second.code}: ${second.stderr.trim()}`);
  const left = listLeftovers(folder).filter((path) => !reference.kept.has(path));
  problems.push(...different, ...left.map((path) => `left: ${path}`));
  return problems;
}

function describeBadEnd({ code, stderr }: CommandResult, { fault }: FaultPlan): string[] {
  if (fault === 'kill' || fault === 'orphan') return [];
  const isFault = /Internal error|^\s+at .*:\d+:\d+/m.test(stderr);
  return (code === 0 || code === 1 || code === 130) && !isFault ? [] : [`code ${code}: ${stderr.trim()}`];
}

function compareResults(folder: string, { isOwnReverse }: StageCase, { results }: Reference): string[] {
  const found = readResults(folder);
  return [...results].flatMap(([path, hash]) => {
    if (!found.has(path)) return [`lost: ${path}`];
    return isOwnReverse || hash === undefined || found.get(path) === hash ? [] : [`another: ${path}`];
  });
}
