import { version } from '../../package.json';
import { explainSystemError } from '../files/systemErrors';
import type { JobRequest } from '../jobs/journal/jobFolder';
import { loadTranslations } from '../jobs/process/loadTranslations';
import { findNearestWord } from '../options/nearest';
import { findProject } from '../projects/jobPlaces';
import { buildProjectJobs } from '../projects/requests';
import { getErrorMessage, UsageError, UserError } from '../shared/errors';
import { t } from '../shared/l10n';
import { escapeHiddenInJson, makePlainText } from '../shared/plainText';
import { formatJobTitle } from '../stages/stages';
import { type Command, commands, findCommand, listSubcommands } from './commands';
import { formatCommandHelp, formatProgramHelp } from './help';
import { runJobsCommand } from './jobsCommand';
import { type ParsedCommand, parseCommand } from './parseCommand';
import { createJsonReport, createTextReport } from './report';
import { enqueueRequests, exitCodes, runRequests } from './runRequests';

/** Runs the command line `args`; returns the exit code: 0 done, 1 an error, 2 wrong usage, 130 canceled. */
export async function main(args: readonly string[]): Promise<number> {
  const locale = detectLocale(process.env);
  await loadTranslations(locale);
  try {
    const [first] = args;
    if (first === '--version' || first === '-V') return print(version);
    if (first === undefined || first === '--help' || first === '-h' || first === 'help')
      return print(formatProgramHelp());
    if (first === 'jobs') return await runJobsCommand(args.slice(1), locale);
    if (isCommandGroup(args)) return print(formatProgramHelp(listSubcommands(first)));
    const { name, command, rest } = findCommand(args) ?? rejectCommand(args);
    const parsed = parseCommand(command, rest);
    if (parsed.help) return print(formatCommandHelp(name, command));
    return await runCommand(command, parsed, locale);
  } catch (error) {
    return reportFailure(error, args.includes('--json'));
  }
}

/** Returns whether `args` are only the first word of commands with two words. */
function isCommandGroup([first, second]: readonly string[]): boolean {
  return (second === undefined || second === '--help' || second === '-h') && listSubcommands(first ?? '').length > 0;
}

function rejectCommand([first = '', second]: readonly string[]): never {
  const group = listSubcommands(first);
  const name = group.length > 0 ? `${first} ${second}` : first;
  const names = group.length > 0 ? group : [...Object.keys(commands), 'jobs'];
  // `faceswap export` means `faceswap model export`.
  const nearest = names.find((candidate) => candidate.endsWith(` ${name}`)) ?? findNearestWord(name, names);
  throw new UsageError(
    nearest === undefined
      ? t('Unknown command "{0}". Run faceswap --help for a list.', name)
      : t('Unknown command "{0}". Did you mean "{1}"?', name, nearest),
  );
}

async function runCommand(command: Command, parsed: ParsedCommand, locale: string): Promise<number> {
  const requests = await buildRequests(command, parsed, locale);
  if (parsed.detach) return await enqueueRequests(requests, parsed.json);
  const report = parsed.json ? createJsonReport(process.stdout) : createTextReport(process.stdout, process.stderr);
  return await runRequests(requests, report);
}

/** Returns the jobs of a command. With a name, their options come from the project; options that are given win. */
async function buildRequests(command: Command, parsed: ParsedCommand, locale: string): Promise<JobRequest[]> {
  const { stage } = command;
  const { name } = parsed;
  const title = formatJobTitle(stage, name);
  if (name === undefined) return [{ stage, options: parsed.values, locale, title }];
  const folder = parsed.project ?? findProject(process.cwd());
  if (folder === undefined)
    throw new UsageError(t('There is no project here. Run the command in the folder of a project, or use --project.'));
  const requests = await buildProjectJobs(folder, stage, name, parsed.values);
  return requests.map((options) => ({ stage, options, locale, title }));
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return exitCodes.done;
}

function reportFailure(thrown: unknown, json: boolean): number {
  const error = explainSystemError(thrown, process.cwd());
  const reason = error instanceof UsageError ? 'usage' : error instanceof UserError ? 'user' : 'bug';
  const message = getErrorMessage(error);
  if (json)
    process.stdout.write(
      `${escapeHiddenInJson(JSON.stringify({ type: 'result', outcome: 'failed', reason, message }))}\n`,
    );
  process.stderr.write(
    `${makePlainText(String(reason === 'bug' && error instanceof Error ? error.stack : message))}\n`,
  );
  return reason === 'usage' ? exitCodes.usage : exitCodes.failed;
}

function detectLocale(environment: NodeJS.ProcessEnv): string {
  return environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || 'en';
}
