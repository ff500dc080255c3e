import { OnnxBuilder } from '../tensor/onnx/builder';
import { createTensor, type Device, openSession } from './session';

/** Whether a device computes float16: it multiplies two such numbers. Not every WebGPU adapter does. */
export async function supportsFloat16(device: Device): Promise<boolean> {
  const onnx = new OnnxBuilder('float16');
  const half = onnx.node('Cast', [onnx.input('x', 'float32', [2])], { to: { type: 'float16' } });
  const square = onnx.node('Cast', [onnx.node('Mul', [half, half])], { to: { type: 'float32' } });
  onnx.output(square, 'float32', [2], 'square');
  try {
    const session = await openSession(onnx.bytes(), { device });
    const { square: result } = await session.run({ x: createTensor('float32', Float32Array.of(2, 3), [2]) });
    await session.release();
    return result?.data[1] === 9;
  } catch {
    return false;
  }
}
