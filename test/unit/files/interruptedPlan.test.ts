import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readInterruptedPlan, writePlan } from '../../../src/files/interruptedPlan';
import { storedPathSchema } from '../../../src/files/storedPathSchema';
import { createTemporaryFolder } from '../../support/media/ffmpegClips';

const temporary = createTemporaryFolder();
const schema = v.object({ moves: v.array(v.object({ from: storedPathSchema })) });
const plan = { moves: [{ from: 'a/b.png' }, { from: '.hidden' }] };
let root: string;
let path: string;
const warnings: string[] = [];

beforeEach(async () => {
  vi.stubEnv('FACESWAP_STATE', join(temporary, 'state'));
  root = await mkdtemp(join(temporary, 'root-'));
  path = join(root, '.work', 'plan.json');
  warnings.length = 0;
  await mkdir(join(root, '.work'));
});
afterEach(() => vi.unstubAllEnvs());

const read = (findFault: (plan: unknown, isOwn: boolean) => string | undefined = () => undefined) =>
  readInterruptedPlan({ root, path, schema, findFault, onWarning: (message) => warnings.push(message) });

describe('the plan of an interrupted command', () => {
  it('is read when it matches its schema, and is known as own only where it was written', async () => {
    expect(await read()).toBeUndefined();
    const seen: boolean[] = [];
    const see = (_: unknown, isOwn: boolean) => void seen.push(isOwn);
    await writePlan({ root, path }, plan);
    expect(await read(see)).toEqual(plan);
    await writeFile(path, (await readFile(path, 'utf8')).replace('a/b', 'a/c'));
    expect(await read(see)).toEqual({ moves: [{ from: 'a/c.png' }, { from: '.hidden' }] });
    await writeFile(path, JSON.stringify(plan));
    expect(await read(see)).toEqual(plan);
    await writePlan({ root, path }, plan);
    await rename(root, `${root}-moved`);
    [root, path] = [`${root}-moved`, path.replace(root, `${root}-moved`)];
    expect(await read(see)).toEqual(plan);
    expect(seen).toEqual([true, false, false, false]);
    expect(warnings).toEqual([]);
  });

  const damaged = ['', '{', 'null', '[]', '{"moves":{}}', '{"moves":[null]}', '{"moves":[{"from":1}]}'];
  const escaping = ['../x', '/etc/passwd', 'a/../../x', '..', 'C:\\x', '\\\\host\\share', 'a\0'];
  it.each([...damaged, ...escaping.map((from) => JSON.stringify({ moves: [{ from }] }))])(
    'is set aside where it is %s',
    async (text) => {
      await writeFile(path, text);
      expect(await read()).toBeUndefined();
      expect(warnings).toEqual([expect.stringContaining(`${path} is damaged or cannot be right`)]);
      const [kept] = readdirSync(join(root, '.work'));
      expect(warnings[0]).toContain(kept);
      expect(await readFile(join(root, '.work', kept!), 'utf8')).toBe(text);
    },
  );

  it('is set aside for what its command finds wrong', async () => {
    await writeFile(path, JSON.stringify(plan));
    expect(await read(() => 'it is blue')).toBeUndefined();
    expect(warnings[0]).toContain('it is blue');
    expect(existsSync(path)).toBe(false);
  });

  it.skipIf(process.platform === 'win32')(
    'is not read through a link, from a device or in a folder elsewhere',
    async () => {
      await symlink('/dev/zero', path);
      expect(await read()).toBeUndefined();
      await writeFile(join(temporary, 'outside.json'), JSON.stringify(plan));
      await symlink(join(temporary, 'outside.json'), path);
      expect(await read()).toBeUndefined();
      await rename(join(root, '.work'), join(temporary, `elsewhere-${Date.now()}`));
      await mkdir(join(temporary, 'away'), { recursive: true });
      await writeFile(join(temporary, 'away', 'plan.json'), JSON.stringify(plan));
      await symlink(join(temporary, 'away'), join(root, '.work'));
      expect(await read()).toBeUndefined();
      expect(warnings).toHaveLength(3);
      expect(readdirSync(join(temporary, 'away'))).toEqual(['plan.json']);
    },
  );
});
