import { execFile } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { formatFacePngName, replaceFaceHeader } from '../../../src/facesets/facePng';
import type { Person, Project } from '../../../src/projects/project';
import { openLossLog } from '../../../src/training/store/lossLog';
import { getPreviewPath, getStatePath, getTimelapseFolder } from '../../../src/training/store/modelFiles';
import { formatModelState, type ModelState } from '../../../src/training/store/modelState';

const run = promisify(execFile);

/** A clip of ten frames. */
export async function makeClip(path: string): Promise<void> {
  const picture = ['-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=10', '-frames:v', '10', '-pix_fmt', 'yuv420p'];
  await run('ffmpeg', ['-v', 'error', '-y', ...picture, path]);
}

export async function writeProject(folder: string, people: readonly Person[], models: Project['models'] = []) {
  const project: Project = { version: 1, people, models };
  await writeFile(join(folder, 'faceswap.json'), JSON.stringify(project, undefined, 2));
}

/** Face images as an extraction leaves them, made of a sample photo of the face networks' package. */
export async function writeFaces(folder: string, photo: number, count: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const original = resolve(`node_modules/@vladmandic/face-api/demo/sample${photo}.jpg`);
  const picture = await sharp(original).resize(256, 256, { fit: 'cover', position: 'attention' }).png().toBuffer();
  for (let index = 0; index < count; index++) {
    const frame = `clip_${String(index + 1).padStart(6, '0')}.mp4`;
    const header = {
      face: { x: 1, y: 1, w: 99, h: 99, landmarks: createLandmarks(), mask: {}, identity: {} },
      source: {
        alignmentsVersion: 2.4,
        originalFilename: formatFacePngName(frame, 0),
        faceIndex: 0,
        sourceFilename: frame,
        sourceIsVideo: true,
        sourceFrameDims: [240, 320] as const,
      },
    };
    await writeFile(join(folder, formatFacePngName(frame, 0)), replaceFaceHeader(picture, header));
  }
}

const createLandmarks = () => Array.from({ length: 68 }, (_, i) => [i, i / 2]);

/** What a training leaves of a model, without its weights. */
export async function writeTrainedModel(modelDir: string, trainer: string, iterations: number): Promise<void> {
  const sealed = { file: `${trainer}.safetensors`, bytes: 0, crc32: 0 };
  const state: ModelState = {
    ...{ name: trainer, sessions: {}, lowest_avg_loss: 0.02, iterations, config: {} },
    ...{ generation: 1, weights: sealed, seed: 1 },
  };
  await mkdir(getTimelapseFolder(modelDir), { recursive: true });
  await writeFile(getStatePath(modelDir, trainer), formatModelState(state));
  const log = await openLossLog(modelDir, 0);
  for (let iteration = 1; iteration <= 200; iteration++)
    log.onIteration({ iteration, seconds: 1_780_000_000 + iteration, lossA: 0.0312, lossB: 0.0298 });
  log.close();
  const picture = { create: { width: 640, height: 240, channels: 3 as const, background: '#557799' } };
  await sharp(picture).png().toFile(getPreviewPath(modelDir));
  for (const name of ['00000100', '00000200'])
    await sharp(picture)
      .jpeg()
      .toFile(join(getTimelapseFolder(modelDir), `${name}.jpg`));
}

/** Two people with clips and sorted faces, a third without anything, a trained model and a result. */
export async function makeTreeProject(folder: string): Promise<void> {
  await writeProject(
    folder,
    [{ name: 'alice', consent: 'agreed in writing' }, { name: 'bob', consent: 'himself' }, { name: 'carol' }],
    [{ name: 'alice-bob', a: 'alice', b: 'bob', trainer: 'nimble' }],
  );
  for (const name of ['alice', 'bob', 'carol'])
    for (const part of ['sources', 'faces', 'alignments'])
      await mkdir(join(folder, 'people', name, part), { recursive: true });
  for (const name of ['alice', 'bob']) await makeClip(join(folder, 'people', name, 'sources', `${name}.mp4`));
  await writeFaces(join(folder, 'people/alice/faces/person_000'), 1, 4);
  await writeFaces(join(folder, 'people/alice/faces/person_001'), 2, 2);
  await writeFaces(join(folder, 'people/bob/faces'), 3, 3);
  await writeTrainedModel(join(folder, 'models/alice-bob'), 'nimble', 12_345);
  await mkdir(join(folder, 'swaps'), { recursive: true });
  await makeClip(join(folder, 'swaps/alice-alice-bob.mp4'));
  await makeClip(join(folder, 'loose.mp4'));
}

/** A program that tells, by a file, that it was run. */
export async function writeProgramSpy(path: string, mark: string): Promise<void> {
  await writeFile(path, `#!/bin/sh\ntouch '${mark}'\nexec ffmpeg "$@"\n`);
  await chmod(path, 0o755);
}
