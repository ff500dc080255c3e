import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { gradients } from '../../../src/tensor/gradients';
import { Graph } from '../../../src/tensor/graph';
import { declareInputs, lower, type Names } from '../../../src/tensor/lowering/lower';
import { OnnxBuilder } from '../../../src/tensor/onnx/builder';
import { inferShapes } from '../../../src/tensor/onnx/inferShapes';
import { encodeModel, type OnnxGraph } from '../../../src/tensor/onnx/model';
import { sum } from '../../../src/tensor/ops';
import { operatorCases } from '../../support/tensor/operatorCases';
import { buildSmallNetwork } from '../../support/tensor/smallNetwork';

type Told = Readonly<Record<string, string>>;

/** Returns the shapes that ONNX Runtime infers for the results of all nodes, each loaded as an output. */
async function inferByRuntime(graph: OnnxGraph): Promise<Told> {
  const known = new Set(graph.outputs.map(({ name }) => name));
  const inner = graph.nodes.flatMap(({ outputs }) => outputs).filter((name) => !known.has(name));
  const outputs = [...graph.outputs, ...inner.map((name) => ({ name }))];
  const session = await InferenceSession.create(encodeModel({ ...graph, outputs }), {
    graphOptimizationLevel: 'disabled',
    logSeverityLevel: 4,
  });
  const told = session.outputMetadata.flatMap((value) =>
    value.isTensor ? [[value.name, `${value.type} [${value.shape.join()}]`]] : [],
  );
  await session.release();
  return Object.fromEntries(told);
}

function inferHere(graph: OnnxGraph): Told {
  const types = inferShapes(graph);
  const results = graph.nodes.flatMap(({ outputs }) => outputs);
  const told = results.flatMap((name) => {
    const type = types.get(name);
    return type ? [[name, `${type.type} [${type.shape.join()}]`]] : [];
  });
  return Object.fromEntries(told);
}

describe('the shapes of a graph', () => {
  it.each(['cpu', 'webgpu'] as const)(
    'are those that ONNX Runtime infers, of every operator and gradient on %s',
    async (target) => {
      for (const { inputs: shapes, build } of Object.values(operatorCases).flat()) {
        const graph = new Graph();
        const inputs = shapes.map((shape, index) => graph.input(`x${index}`, shape));
        const output = build(...inputs);
        const wanted = [output, ...gradients(sum(output), inputs)];
        const onnx = new OnnxBuilder('case');
        const names: Names = new Map();
        declareInputs(onnx, wanted, names);
        for (const name of lower(onnx, wanted, names, target)) onnx.node('Identity', [name]);
        expect(inferHere(onnx.graph())).toEqual(await inferByRuntime(onnx.graph()));
      }
    },
  );

  it.each(['float32', 'mixed'] as const)('are those of a whole step in %s, except for the state', async (precision) => {
    const { step } = buildSmallNetwork('webgpu', { precision });
    const [here, runtime] = [inferHere(step.onnx), await inferByRuntime(step.onnx)];
    expect(Object.keys(runtime).filter((name) => !(name in here) && !name.endsWith(':next'))).toEqual([]);
    expect(here).toEqual(Object.fromEntries(Object.keys(here).map((name) => [name, runtime[name]])));
  });
});
