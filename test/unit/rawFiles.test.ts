import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseSources } from '../../scripts/parseSources';

// A file in a folder of somebody else may be a device, a pipe, a link out, or endless. So only src/files opens files by their
// paths, after it has looked what they are, and writes them so that nothing is written through a link. Who else does so has a
// reason here.

const system = 'a file of the system, where links are usual';
const program = 'a file of the program or of a package';
const journal = 'in the folder of a job, which this program has just made under a name of its own';
const state = "in the user's state folder";
const cache = "in the user's cache, under a temporary name or one that nobody else knows";
const temporary = 'a file that this process has just made under a temporary name';
const checked =
  'the path comes from requireRegularFile or from a folder listing that leaves out links, pipes and devices';

/** What each file may import from `node:fs` although it opens a file by its path, and why. */
const exceptions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'src/runtime/cuda/fetchCuda.ts': { copyFile: program },
  'src/runtime/devices/graphicsCards.ts': { readFile: system },
  'src/runtime/devices/processor.ts': { readFileSync: system },
  'src/jobs/journal/eventJournal.ts': { appendFileSync: journal },
  'src/jobs/journal/createJobFolder.ts': { writeFile: journal },
  'src/jobs/process/loadTranslations.ts': { readFile: program },
  'src/jobs/queue/queueRunner.ts': { openSync: journal },
  'src/jobs/queue/queueProcess.ts': { openSync: state },
  'src/jobs/queue/jobQueue.ts': { writeFile: state },
  'src/jobs/start/startJob.ts': { openSync: journal },
  'src/projects/people.ts': { copyFile: 'a file that the user has just chosen' },
  'src/projects/facesets.ts': { copyFile: checked },
  'src/training/exchange/exportInference.ts': { copyFile: checked },
  'src/training/data/diskCacheSpace.ts': { writeFile: cache },
  'src/training/data/diskSampleCache.ts': { writeFile: cache },
  'src/training/store/tensorBoardLog.ts': {
    appendFileSync: 'a new file for each session, below a folder that is looked at',
  },
  'src/training/store/copyModel.ts': { copyFile: checked, open: temporary },
  'src/training/store/safetensors.ts': { open: 'it creates the file and fails where there is one' },
  'src/stages/sort/movePlan.ts': { copyFile: checked },
  'src/media/videoWriter.ts': { open: temporary, appendFile: temporary },
  'src/facesets/alignments.ts': { copyFile: checked },
  'src/facesets/review/faceCache.ts': { open: cache },
  'src/faces/networks/weights.ts': { readFile: program },
};

/** The functions that open a file by its path. */
const opening =
  /^(readFile|open|createReadStream|copyFile|cp|appendFile|createWriteStream|writeFile|truncate)(Sync)?$|^\*/;

/** Returns what a file imports from `node:fs` that opens a file by its path. */
function listOpening(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  const named = [...text.matchAll(/^import (?!type)(.*?) from 'node:fs(?:\/promises)?';/gms)].flatMap(([, names]) =>
    names!
      .replace(/[{}\s]/g, ' ')
      .split(',')
      .map((name) => name.trim().split(' ')[0]!),
  );
  const loaded = /import\('node:fs(\/promises)?'\)/.test(text) ? ['*'] : [];
  return [...named, ...loaded].filter((name) => opening.test(name)).sort();
}

test('only src/files opens files by their paths, except where a reason is given', () => {
  const sources = parseSources('src').filter(({ path }) => !path.replaceAll('\\', '/').startsWith('src/files/'));
  const found = sources
    .map(({ path }) => [path.replaceAll('\\', '/'), listOpening(path)] as const)
    .filter(([, names]) => names.length > 0);
  const expected = Object.entries(exceptions).map(([path, names]) => [path, Object.keys(names).sort()]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
});

test('no folder is created with those above it by Node itself, which tries for ever below /proc', () => {
  const found = parseSources('src').filter(({ path }) =>
    /\bmkdir(Sync)?\([^;]*recursive: true/.test(readFileSync(path, 'utf8')),
  );
  expect(found.map(({ path }) => path)).toEqual([]);
});
