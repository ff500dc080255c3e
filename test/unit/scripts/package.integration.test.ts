import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { fromBuffer } from 'yauzl';
import { readIgnoreFile } from '../../../scripts/package/stage.mjs';
import { targets } from '../../../scripts/package/targets.mjs';
import { findBundledPackages, findShippedPackages } from '../../../scripts/package/thirdPartyNotices.mjs';

type Files = ReadonlyMap<string, Buffer>;

/** Returns the files of a VSIX, which is a ZIP archive. */
function readVsix(path: string): Promise<Files> {
  return new Promise((resolve, reject) => {
    fromBuffer(readFileSync(path), { lazyEntries: true }, (error, zip) => {
      if (error) return reject(error);
      const files = new Map<string, Buffer>();
      zip.on('entry', (entry) => {
        zip.openReadStream(entry, async (failure, stream) => {
          if (failure) return reject(failure);
          files.set(entry.fileName, Buffer.concat(await stream.toArray()));
          zip.readEntry();
        });
      });
      zip.on('end', () => resolve(files));
      zip.on('error', reject);
      zip.readEntry();
    });
  });
}

/** Says for which platform a native library was built, by the first bytes of its format: ELF, PE or Mach-O. */
function detectPlatform(library: Buffer): string {
  if (library.readUInt32BE(0) === 0x7f454c46) return `linux-${{ 62: 'x64', 183: 'arm64' }[library.readUInt16LE(18)]}`;
  if (library.readUInt32LE(0) === 0xfeedfacf)
    return library.readUInt32LE(4) === 0x0100000c ? 'darwin-arm64' : 'darwin-x64';
  const header = library.readUInt32LE(0x3c);
  return `win32-${{ 34404: 'x64', 43620: 'arm64' }[library.readUInt16LE(header + 4)]}`;
}

beforeAll(() => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/package.mjs', '--target', 'all'], {
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
});

test.each(Object.keys(targets) as (keyof typeof targets)[])('the VSIX for %s', async (target) => {
  const path = `faceswap-workbench-${target}.vsix`;
  const files = await readVsix(path);
  const names = [...files.keys()];
  const readText = (name: string) => files.get(`extension/${name}`)!.toString();

  expect(files.get('extension.vsixmanifest')!.toString()).toContain(`TargetPlatform="${target}"`);
  const manifest = JSON.parse(readText('package.json'));
  expect(names).toContain(`extension/${manifest.main.replace('./', '')}`);
  expect(names).toContain(`extension/${manifest.bin.faceswap}`);
  expect(manifest).not.toHaveProperty('scripts');
  expect(manifest).not.toHaveProperty('devDependencies');

  const libraries = names.filter((name) => /\.(node|dll|dylib)$|\.so(\.\d+)*$/.test(name));
  const kinds = [
    /onnxruntime_binding\.node$/,
    /(lib)?onnxruntime\.(dll|so|\d+\.dylib)/,
    /sharp-[\w-]+-[\d.]+\.node$/,
    /libvips/,
  ];
  for (const kind of kinds)
    expect(
      libraries.some((name) => kind.test(name)),
      `${kind}`,
    ).toBe(true);
  expect(libraries.filter((name) => detectPlatform(files.get(name)!) !== target)).toEqual([]);

  const own = names.filter((name) => !name.startsWith('extension/node_modules/'));
  expect(
    own.filter((name) =>
      /\.(ts|map|py|tgz)$|^extension\/(src|test|bench|scripts|docs|dist\/(bench|scripts|test))\//.test(name),
    ),
  ).toEqual([]);

  expect(names).toContain('extension/LICENSE.txt');
  const notices = readText('ThirdPartyNotices.txt');
  const packages = [...findBundledPackages(), ...findShippedPackages(readIgnoreFile(target))];
  expect(packages.filter((name) => !notices.includes(`\n${name} `))).toEqual([]);
  const shipped = names.flatMap((name) => /^extension\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(name)?.[1] ?? []);
  expect(shipped.filter((name) => !packages.includes(name))).toEqual([]);

  expect(statSync(path).size / 1e6).toBeLessThan(targets[target].limitMB);
});
