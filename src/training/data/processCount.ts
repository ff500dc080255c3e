/**
 * Loader processes for `num_processes` on a machine of so many cores. By the cores it is one for four of them, up to
 * four: a step on the processor uses them all, and preparing its faces takes a small part of one.
 */
export function chooseProcessCount(asked: number, cores: number): number {
  const [most, wanted] = asked === 0 ? [4, Math.floor(cores / 4)] : [cores, asked];
  return Math.max(1, Math.min(most, wanted));
}
