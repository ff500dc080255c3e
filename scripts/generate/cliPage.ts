import { commands } from '../../src/cli/commands';
import { formatCommandHelp, formatJobsHelp, formatProgramHelp } from '../../src/cli/help';

/** Returns docs/cli.md: the help of every command. */
export function renderCliPage(): string {
  const sections = Object.entries(commands).map(
    ([name, command]) => `## ${name}\n\n\`\`\`\n${formatCommandHelp(name, command)}\n\`\`\``,
  );
  return `# Command line

Generated from \`src/stages/\` and \`src/cli/\`: \`npm run generate\` writes this page, and a test fails when it is out of date.

\`\`\`
${formatProgramHelp()}
\`\`\`

Exit codes: 0 done, 1 an error, described in one sentence on standard error, 2 wrong usage, 130 canceled. With \`--json\` every
line of standard output is an event, the last of type \`result\`. Ctrl-C lets a command save and end; a second one ends it
at once.

${sections.join('\n\n')}

## jobs

\`\`\`
${formatJobsHelp()}
\`\`\`
`;
}
