import { mkdir, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { cutSampleFace, sampleFaces } from '../faces/samplePhotos';
import { createFrontalLandmarks } from '../training/syntheticFaces';
import { Int, type Python, type PythonRecord, pickleLikePython, reprLikePython } from './pythonWriter';

/** Frames of {@link writeFaceswapFaceset} and how many faces each has. */
export const faceswapFrames = [
  { frame: 'group_a.jpg', count: 4 },
  { frame: 'group_b.jpg', count: 3 },
] as const;

/**
 * Writes a faceset as faceswap 3 does, by docs/formats.md and without our writers: `alignments.fsa` and for each face a
 * head crop of 512 pixels with its header. The pictures are faces of face-api's sample photos.
 */
export async function writeFaceswapFaceset(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const data: Record<string, Python> = {};
  let sample = 0;
  for (const { frame, count } of faceswapFrames) {
    const faces: PythonRecord[] = [];
    for (let index = 0; index < count; index++) {
      const face = describeFace(sample, index);
      faces.push({ ...face, thumb: [255, 216, 255, index].map((byte) => new Int(byte)) });
      const name = `${parse(frame).name}_${index}.png`;
      const source = {
        alignments_version: 2.4,
        original_filename: name,
        face_index: new Int(index),
        source_filename: frame,
        source_is_video: false,
        source_frame_dims: [new Int(600), new Int(800)],
      };
      const picture = await cutSampleFace(sampleFaces[sample++ % sampleFaces.length]!, 1.1)
        .resize(512, 512)
        .png()
        .toBuffer();
      await writeFile(join(folder, name), addHeader(picture, reprLikePython({ alignments: face, source })));
    }
    data[frame] = { faces, video_meta: {} };
  }
  const alignments = { __meta__: { version: 2.4 }, __data__: data };
  await writeFile(join(folder, 'alignments.fsa'), deflateSync(pickleLikePython(alignments, 4)));
}

/** A frontal face of 120 pixels, with a round mask and an identity. */
function describeFace(sample: number, index: number): PythonRecord {
  const [x, y, edge] = [40 + 180 * index, 60 + 10 * sample, 120];
  const quarters = (value: number) => Math.round(4 * value) / 4;
  const mask = Uint8Array.from({ length: 128 * 128 }, (_, i) =>
    Math.hypot((i % 128) - 64, Math.floor(i / 128) - 64) < 44 ? 255 : 0,
  );
  return {
    x: new Int(x),
    y: new Int(y),
    w: new Int(edge),
    h: new Int(edge + 20),
    landmarks_xy: createFrontalLandmarks().map(([u, v]) => [quarters(x + u * edge), quarters(y + v * edge)]),
    mask: {
      'unet-dfl': {
        mask: new Uint8Array(deflateSync(mask)),
        affine_matrix: [
          [0.5, 0.25, x],
          [-0.25, 0.5, y],
          [0, 0, 1],
        ],
        interpolator: new Int(2),
        stored_size: new Int(128),
        stored_centering: 'face',
      },
    },
    identity: { vggface2: Array.from({ length: 8 }, (_, i) => (i + sample) / 16) },
  };
}

/** Inserts an `iTXt` chunk with keyword `faceswap` before the first `IDAT`, whose length stands before its type. */
function addHeader(png: Buffer, text: string): Buffer {
  const body = Buffer.concat([Buffer.from('iTXtfaceswap'), Buffer.alloc(5), Buffer.from(text)]);
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length - 4);
  crc.writeUInt32BE(crc32(body));
  const pixels = png.indexOf('IDAT') - 4;
  return Buffer.concat([png.subarray(0, pixels), length, body, crc, png.subarray(pixels)]);
}
