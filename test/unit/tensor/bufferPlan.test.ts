import { describe, expect, it } from 'vitest';
import { computePeakBytes, sortByExecution } from '../../../src/tensor/onnx/bufferPlan';
import { OnnxBuilder } from '../../../src/tensor/onnx/builder';
import type { OnnxTensorType } from '../../../src/tensor/onnx/inferShapes';

function planBuffers(build: (onnx: OnnxBuilder) => void, bytes: Readonly<Record<string, number>>): number {
  const onnx = new OnnxBuilder('test');
  onnx.input('x', 'float32', [1]);
  build(onnx);
  const types = Object.entries(bytes).map(([name, size]): [string, OnnxTensorType] => [
    name,
    { type: 'uint8', shape: [size] },
  ]);
  return computePeakBytes(onnx.graph(), new Map(types));
}

describe('the plan of buffers', () => {
  it('counts values that are alive at the same time, but not the inputs of the caller', () => {
    const peak = planBuffers(
      (onnx) => {
        onnx.node('Gemm', ['x', 'x'], {}, 'a');
        onnx.node('Gemm', ['a', 'x'], {}, 'b');
        onnx.node('Gemm', ['b', 'x'], {}, 'c');
        onnx.output(onnx.node('Gemm', ['c', 'c'], {}, 'y'), 'float32');
      },
      { a: 100, b: 10, c: 50, y: 1000 },
    );
    expect(peak).toBe(110);
  });

  it('lets views share, elementwise nodes overwrite, and equal shapes reuse a buffer', () => {
    const peak = planBuffers(
      (onnx) => {
        onnx.node('Gemm', ['x', 'x'], {}, 'a');
        onnx.node('Reshape', ['a', 'shape'], {}, 'view');
        onnx.node('Relu', ['view'], {}, 'b');
        onnx.node('Gemm', ['b', 'x'], {}, 'c');
        onnx.node('Gemm', ['c', 'x'], {}, 'd');
        onnx.output(onnx.node('Gemm', ['d', 'd'], {}, 'y'), 'float32');
      },
      { a: 100, view: 100, b: 100, c: 30, d: 100, y: 1 },
    );
    expect(peak).toBe(130);
  });

  it('keeps a buffer between two values of one shape, as ONNX Runtime does', () => {
    const peak = planBuffers(
      (onnx) => {
        onnx.node('Gemm', ['x', 'x'], {}, 'first');
        onnx.node('Gemm', ['first', 'x'], {}, 'small');
        onnx.node('Gemm', ['small', 'x'], {}, 'other');
        onnx.node('Gemm', ['other', 'x'], {}, 'little');
        onnx.node('Gemm', ['little', 'x'], {}, 'second');
        onnx.output(onnx.node('Gemm', ['second', 'x'], {}, 'y'), 'float32');
      },
      { first: 100, small: 1, other: 70, little: 2, second: 100, y: 1 },
    );
    expect(peak).toBe(172); // though first and other never live together
  });

  it('visits a graph from the last leaf, including values that a subgraph reads', () => {
    const onnx = new OnnxBuilder('test');
    onnx.input('x', 'float32', [1]);
    const body = new OnnxBuilder('body', 'body/');
    body.output(body.node('Relu', ['late']), 'float32');
    onnx.node('Gemm', ['x', 'x'], {}, 'early');
    onnx.node('Gemm', ['x', 'x'], {}, 'late');
    onnx.node('If', ['x'], { then_branch: { graph: body.graph() } }, 'branch');
    onnx.node('Gemm', ['early', 'branch'], {}, 'y');
    const order = sortByExecution(onnx.graph()).map(({ outputs }) => outputs[0]);
    expect(order).toEqual(['late', 'branch', 'early', 'y']);
  });
});
