import { createTensor, openSession } from '../../runtime/session';
import { throwIfCanceled } from '../../shared/errors';
import { OnnxBuilder } from '../../tensor/onnx/builder';
import { signatureLength } from '../measures/signature';

/**
 * Cosine of two signatures from which two faces are near-duplicates. Copies that were compressed (JPEG 30), halved or blurred
 * stay above 0.9995, while three quarters of the frames of a film of 25 frames a second are below it in the next frame.
 */
export const duplicateCosine = 0.999;

/** Limits the cosines in memory to 16 MiB, whatever the number of faces. */
const maxCosinesPerBlock = 2 ** 22;

/**
 * Returns for each face an earlier face that it nearly repeats, or itself. A face that repeats another one is not taken as
 * an example for further faces, so that a slow movement is no chain of duplicates.
 * @param signatures of `signatureLength` numbers; undefined for faces that repeat nothing
 * @param onCompared called with the number of faces that were compared since the last call
 */
export async function findNearDuplicates(
  signatures: readonly (Float32Array | undefined)[],
  signal: AbortSignal,
  onCompared: (faces: number) => void = () => undefined,
): Promise<Int32Array> {
  const originals = Int32Array.from(signatures.keys());
  const known = [...signatures.keys()].filter((face) => signatures[face]);
  if (known.length < 2) return originals;
  const rows = pack(known.map((face) => signatures[face]!));
  const blockRows = Math.max(1, Math.floor(maxCosinesPerBlock / known.length));
  const session = await openSession(buildCosinesGraph(), { memoryArena: false });
  try {
    for (let first = 0; first < known.length; first += blockRows) {
      throwIfCanceled(signal);
      const end = Math.min(first + blockRows, known.length);
      const feeds = {
        rows: createTensor('float32', getRows(rows, first, end), [end - first, signatureLength]),
        all: createTensor('float32', getRows(rows, 0, end), [end, signatureLength]),
      };
      const cosines = (await session.run(feeds)).cosines!.data as Float32Array;
      for (let row = first; row < end; row++) {
        const others = cosines.subarray((row - first) * end, (row - first) * end + row);
        const original = others.findIndex((value, other) => value >= duplicateCosine && isOriginal(known[other]!));
        if (original >= 0) originals[known[row]!] = known[original]!;
      }
      onCompared(end - first);
    }
  } finally {
    await session.release();
  }
  return originals;

  function isOriginal(face: number): boolean {
    return originals[face] === face;
  }
}

function pack(vectors: readonly Float32Array[]): Float32Array {
  const packed = new Float32Array(vectors.length * signatureLength);
  for (const [i, vector] of vectors.entries()) packed.set(vector, i * signatureLength);
  return packed;
}

const getRows = (packed: Float32Array, first: number, end: number) =>
  packed.subarray(first * signatureLength, end * signatureLength);

/** Builds the graph that compares `rows` [m, length] with `all` [n, length] → `cosines` [m, n]. */
function buildCosinesGraph(): Uint8Array {
  const builder = new OnnxBuilder('near-duplicates');
  const rows = builder.input('rows', 'float32', ['m', signatureLength]);
  const all = builder.input('all', 'float32', ['n', signatureLength]);
  builder.output(builder.node('Gemm', [rows, all], { transB: 1 }, 'cosines'), 'float32', ['m', 'n']);
  return builder.bytes();
}
