import { execFileSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { timelapse } from '../../../../src/stages/timelapse/run';
import { readCheckpoint } from '../../../../src/training/store/checkpoint';
import { TrainingFixture } from '../../../support/training/trainingFixture';

const training = new TrainingFixture();
const job = { signal: new AbortController().signal, emit: () => undefined };
const aiMark = 'compositeWithTrainedAlgorithmicMedia';

describe('the images of a training', () => {
  it('show the first faces by name at each save, and become a video that is marked as made with AI', async () => {
    const { folder, faces } = training;
    const model = join(folder, 'model');
    const inputs = { timelapseInputA: join(faces, 'b'), timelapseInputB: join(faces, 'a') };
    const { run } = await training.trainHere(training.request(model, 5, inputs));
    await run;
    const pictures = (await readdir(join(model, 'timelapse'))).sort();
    expect(pictures).toEqual(['00000002.jpg', '00000004.jpg', '00000005.jpg']);
    const paths = pictures.map((name) => join(model, 'timelapse', name));
    for (const path of paths) expect((await readFile(path)).toString('latin1')).toContain(aiMark);
    const [first, last] = await Promise.all([paths[0]!, paths[2]!].map((path) => sharp(path).raw().toBuffer()));
    expect(first!.equals(last!)).toBe(false); // the model has learned in between

    // The faces themselves do not change: the left column of each picture is the same.
    const readLeftColumn = (path: string) => sharp(path).extract({ left: 0, top: 24, width: 80, height: 200 }).raw();
    const [before, after] = await Promise.all([paths[0]!, paths[2]!].map((path) => readLeftColumn(path).toBuffer()));
    expect(Buffer.compare(before!, after!)).toBe(0);

    const output = join(folder, 'film.mp4');
    const summary = await timelapse({ input: join(model, 'timelapse'), output, frameRate: 2 }, job);
    expect(summary).toEqual({ frames: 3, output });
    const probed = execFileSync('ffprobe', [
      ...['-v', 'error', '-count_frames', '-select_streams', 'v', '-of', 'default=nw=1:nk=1'],
      ...['-show_entries', 'stream=r_frame_rate,nb_read_frames', output],
    ]);
    expect(probed.toString().trim().split('\n')).toEqual(['2/1', '3']);
    expect((await readFile(output)).toString('latin1')).toContain(aiMark);
  });

  it('exist plain, and with a tint of the chosen color and opacity outside the masks', async () => {
    const ini = join(training.folder, 'train.ini');
    const model = join(training.folder, 'model');
    await writeFile(ini, '[trainer.augmentation]\nmask_opacity = 100\nmask_color = #0000ff\n');
    await (await training.trainHere(training.request(model, 1, { config: ini }))).run;
    const readPixels = (name: string) =>
      sharp(join(model, name)).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const [plain, masked] = [await readPixels('training_preview.png'), await readPixels('training_preview_masks.png')];
    expect(masked.info).toMatchObject({ width: plain.info.width, height: plain.info.height });
    let [blue, same, other] = [0, 0, 0];
    for (let i = 0; i < plain.data.length; i += 3) {
      const [r, g, b] = masked.data.subarray(i, i + 3);
      if (plain.data.compare(masked.data, i, i + 3, i, i + 3) === 0) same++;
      else if (r === 0 && g === 0 && b === 255) blue++;
      else other++;
    }
    expect(blue).toBeGreaterThan(same / 20);
    expect(same).toBeGreaterThan(blue / 20);
    expect(other).toBeLessThan((blue + same) / 10); // the soft edges of the masks
    expect((await readCheckpoint(model, 'nimble')).state.config['trainer.augmentation']).toMatchObject({
      mask_opacity: 100,
    });
  });

  it('of only one side are rejected', async () => {
    const options = training.request(join(training.folder, 'model'), 1, { timelapseInputA: training.faces });
    await expect((await training.trainHere(options)).run).rejects.toThrow(/Set --timelapse-input-a and/);
  });

  it('of several sizes become one video, and a folder without images is rejected', async () => {
    const folder = join(training.folder, 'pictures');
    await mkdir(folder);
    for (const [name, edge] of [
      ['1', 40],
      ['2', 60],
    ] as const)
      await sharp({ create: { width: edge, height: 40, channels: 3, background: 'green' } })
        .jpeg()
        .toFile(join(folder, `${name}.jpg`));
    const output = join(training.folder, 'film.mp4');
    expect(await timelapse({ input: folder, output, frameRate: 10 }, job)).toEqual({ frames: 2, output });
    await cp(output, join(training.folder, 'other.mp4'));
    const refused = timelapse({ input: join(training.folder, 'other.mp4'), output, frameRate: 10 }, job);
    await expect(refused).rejects.toThrow(/other\.mp4 is not a folder/);
    await expect(timelapse({ input: training.faces, output, frameRate: 10 }, job)).rejects.toThrow(
      /contains no images/,
    );
  });
});
