import { findChromiumFault, findFfmpegFault } from './programs.mjs';
import { readOutput, run, say } from './run.mjs';
import { Stop } from './stop.mjs';

/** How to find out what is wrong with each program, and the environment variable that names another one. */
const programs = {
  ffmpeg: { findFault: findFfmpegFault, variable: 'FACESWAP_FFMPEG' },
  chromium: { findFault: findChromiumFault, variable: 'CHROMIUM' },
};

/**
 * The package managers, in the order in which they are looked for. An `automatic` one is run where it asks for no password;
 * the commands of the others are printed.
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

/** The package manager asks nothing, and prints to standard error. */
const unattended = { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };

/** Installs `program` by the system's package manager where that is possible; else stops and says exactly what to install. */
export async function installPrograms(program) {
  const { findFault, variable } = programs[program];
  let fault = findFault();
  if (fault === undefined) return;
  const configured = process.env[variable];
  if (configured) throw new Stop(`${fault} where ${variable} says (${configured}): correct or unset ${variable}.`);
  const manager = managers.find(({ command, packages }) => packages[program] && isInstalled(command));
  if (manager?.automatic && canRunUnattended(manager)) {
    say(`${fault}: installing it by ${manager.command} …`);
    for (const args of listCommands(manager, program)) await run(args[0], args.slice(1), unattended);
    fault = findFault();
  }
  if (fault !== undefined) throw new Stop(`${fault}. ${describeInstallation(manager, program, variable)}`);
}

function describeInstallation(manager, program, variable) {
  const otherwise = `Or set ${variable} to the path of one.`;
  if (!manager)
    return `Install ${program}${program === 'ffmpeg' ? ' 4.4 or later with libx264' : ''}, then run this again. ${otherwise}`;
  const commands = listCommands(manager, program).map((args) => `  ${args.filter((arg) => arg !== '-n').join(' ')}`);
  return `Run\n${commands.join('\n')}\nand then this again. ${[manager.hints?.[program], otherwise].filter(Boolean).join(' ')}`;
}

/** Returns the commands that install `program`, each as a list of arguments. */
function listCommands({ command, needsRoot, refresh, install, packages }, program) {
  const asRoot = needsRoot && process.getuid?.() !== 0 ? ['sudo', '-n', command] : [command];
  return [refresh, [...install, ...packages[program]]].filter(Boolean).map((args) => [...asRoot, ...args]);
}

function canRunUnattended({ needsRoot }) {
  return !needsRoot || process.getuid?.() === 0 || readOutput('sudo', ['-n', 'true']) !== undefined;
}

function isInstalled(command) {
  return readOutput(command, ['--version']) !== undefined;
}
