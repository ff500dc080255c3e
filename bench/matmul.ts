import { openInferenceSession } from '../src/runtime/inferenceSession';
import { Graph } from '../src/tensor/graph';
import { buildInference } from '../src/tensor/inferenceModel';
import { matmul } from '../src/tensor/ops';

const edge = 1536;

/** Measures the speed of this machine: 10^9 float32 operations per second in the best of ten square matrix products. */
export async function measureMatmulGflops(threads: number): Promise<number> {
  const graph = new Graph();
  const product = matmul(graph.input('a', [edge, edge]), graph.input('b', [edge, edge]));
  const session = await openInferenceSession(buildInference({ product }), { threads });
  const matrix = Float32Array.from({ length: edge * edge }, (_, i) => (i % 7) - 3);
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 10; i++) {
    const start = performance.now();
    await session.run({ a: matrix, b: matrix });
    best = Math.min(best, performance.now() - start);
  }
  await session.release();
  return (2 * edge ** 3) / (best * 1e6);
}

/** `npm run bench -- matmul`: prints the speed of this machine, to compare the other benchmarks with. */
export async function run(): Promise<void> {
  console.log(`matrix product, float32: ${(await measureMatmulGflops(0)).toFixed(0)} GFLOP/s`);
}
