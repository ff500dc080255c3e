import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findCommand, jobActions } from '../../../src/cli/commands';
import { parseCommand } from '../../../src/cli/parseCommand';

const pages = ['.', 'docs'].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.md') && name !== 'cli.md')
    .map((name) => join(folder, name)),
);

const jobActionNames = Object.keys(jobActions).map((usage) => usage.trim().split(' ')[0]);

/** Returns the commands of the program in the code blocks of a page, as lists of arguments. */
function listCommands(page: string): string[][] {
  const blocks = [...readFileSync(page, 'utf8').matchAll(/^```\w*\n([\s\S]*?)^```/gm)].map(([, block]) => block!);
  return blocks
    .flatMap((block) => block.split('\n'))
    .flatMap((line) => /^(?:docker compose run .*?)?\bfaceswap(?:-gpu)? (.*)$/.exec(line)?.[1] ?? [])
    .map((text) => splitArguments(text.replace(/\s#.*$/, '')));
}

/** Splits a command as a shell does: what is in double quotes is one argument. */
function splitArguments(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
}

test.each(pages)('the command line accepts the commands that %s shows', (page) => {
  for (const args of listCommands(page)) {
    const text = args.join(' ');
    const found = findCommand(args);
    if (args[0] === 'jobs') expect(jobActionNames, text).toContain(args[1] ?? '');
    else expect(() => parseCommand(found!.command, found!.rest), text).not.toThrow();
  }
});

test('the pages show enough commands for this to matter', () => {
  expect(pages.flatMap(listCommands).length).toBeGreaterThan(20);
});
