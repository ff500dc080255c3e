import { chromiumFault, ffmpegFault } from './programs.mjs';
import { outputOf, run, say } from './run.mjs';
import { Stop } from './stop.mjs';

/** What each program is for, how to tell what is wrong with it, and the switch to name another one. */
const programs = {
  ffmpeg: { faultOf: ffmpegFault, variable: 'FACESWAP_FFMPEG' },
  chromium: { faultOf: chromiumFault, variable: 'CHROMIUM' },
};

/**
 * The package managers, in the order they are looked for. `automatic` ones are run when nobody has to be asked for a
 * password; the commands of the others are told.
 */
const managers = [
  {
    command: 'apt-get',
    automatic: true,
    needsRoot: true,
    refresh: ['update', '-qq'],
    install: ['install', '-y', '-qq', '--no-install-recommends'],
    packages: { ffmpeg: ['ffmpeg'], chromium: ['chromium', 'fonts-dejavu-core', 'fonts-ipaexfont-gothic'] },
    hints: { chromium: 'Ubuntu has it as a snap: sudo snap install chromium.' },
  },
  {
    command: 'dnf',
    automatic: true,
    needsRoot: true,
    install: ['install', '-y', '--allowerasing'],
    packages: { ffmpeg: ['ffmpeg'], chromium: ['chromium'] },
    hints: {
      ffmpeg: 'Fedora keeps an ffmpeg with libx264 in RPM Fusion (rpmfusion.org/Configuration): enable it first.',
    },
  },
  {
    command: 'pacman',
    automatic: true,
    needsRoot: true,
    install: ['-S', '--noconfirm', '--needed'],
    packages: { ffmpeg: ['ffmpeg'], chromium: ['chromium'] },
  },
  {
    command: 'zypper',
    automatic: true,
    needsRoot: true,
    install: ['--non-interactive', 'install'],
    packages: { ffmpeg: ['ffmpeg'], chromium: ['chromium'] },
    hints: {
      ffmpeg: 'openSUSE keeps an ffmpeg with libx264 in Packman (opensuse.org, "Additional package repositories").',
    },
  },
  { command: 'brew', automatic: true, install: ['install'], packages: { ffmpeg: ['ffmpeg'] } },
  {
    command: 'winget',
    install: ['install', '--exact', '--id'],
    packages: { ffmpeg: ['Gyan.FFmpeg'], chromium: ['Google.Chrome'] },
  },
  { command: 'choco', install: ['install'], packages: { ffmpeg: ['ffmpeg-full'], chromium: ['googlechrome'] } },
];

/** Nobody is asked anything; what the package manager says goes to standard error. */
const unattended = { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };

/** Installs `program` by the system's package manager where it may; else stops and says exactly what to install. */
export async function installPrograms(program) {
  const { faultOf, variable } = programs[program];
  let fault = faultOf();
  if (fault === undefined) return;
  const told = process.env[variable];
  if (told) throw new Stop(`${fault} where ${variable} says (${told}): correct or unset ${variable}.`);
  const manager = managers.find(({ command, packages }) => packages[program] && isInstalled(command));
  if (manager?.automatic && mayRun(manager)) {
    say(`${fault}: installing it by ${manager.command} …`);
    for (const args of commandsOf(manager, program)) await run(args[0], args.slice(1), unattended);
    fault = faultOf();
  }
  if (fault !== undefined) throw new Stop(`${fault}. ${advice(manager, program, variable)}`);
}

function advice(manager, program, variable) {
  const otherwise = `Or set ${variable} to the path of one.`;
  if (!manager)
    return `Install ${program}${program === 'ffmpeg' ? ' 4.4 or later with libx264' : ''}, then run this again. ${otherwise}`;
  const commands = commandsOf(manager, program).map((args) => `  ${args.filter((arg) => arg !== '-n').join(' ')}`);
  return `Run\n${commands.join('\n')}\nand then this again. ${[manager.hints?.[program], otherwise].filter(Boolean).join(' ')}`;
}

/** The commands, each a list of words, that install `program`. */
function commandsOf({ command, needsRoot, refresh, install, packages }, program) {
  const asRoot = needsRoot && process.getuid?.() !== 0 ? ['sudo', '-n', command] : [command];
  return [refresh, [...install, ...packages[program]]].filter(Boolean).map((args) => [...asRoot, ...args]);
}

function mayRun({ needsRoot }) {
  return !needsRoot || process.getuid?.() === 0 || outputOf('sudo', ['-n', 'true']) !== undefined;
}

function isInstalled(command) {
  return outputOf(command, ['--version']) !== undefined;
}
