import { isFolderName } from '../shared/folderName';

/** The file that makes a folder a project. */
export const projectFileName = 'faceswap.json';

/** Somebody whose face is in the project. */
export interface Person {
  readonly name: string;
  /** On what basis this person may be shown: a release, their word, a public figure in parody, … */
  readonly consent?: string;
}

/** A model that puts the face of `b` on `a`; both are names of people. */
export interface ProjectModel {
  readonly name: string;
  readonly a: string;
  readonly b: string;
  readonly trainer: string;
}

/** The content of `faceswap.json`. */
export interface Project {
  readonly version: 1;
  readonly people: readonly Person[];
  readonly models: readonly ProjectModel[];
}

export const emptyProject: Project = { version: 1, people: [], models: [] };

export const maxConsentLength = 4000;
const mostPeople = 1000;

/** What is wrong with a value read as a project, by JSON path; undefined when nothing is. */
export function findProjectFault(value: unknown): string | undefined {
  if (!isRecord(value)) return '/';
  if (value.version !== 1) return '/version';
  return (
    listFault('/people', value.people, personFault) ??
    listFault('/models', value.models, modelFault) ??
    unknownPersonFault(value as unknown as Project)
  );
}

type Fault = (entry: Record<string, unknown>) => string | undefined;

function listFault(path: string, list: unknown, fault: Fault): string | undefined {
  if (!Array.isArray(list) || list.length > mostPeople) return path;
  const names = new Set<unknown>();
  for (const [index, entry] of list.entries()) {
    if (!isRecord(entry)) return `${path}/${index}`;
    const key =
      typeof entry.name !== 'string' || !isFolderName(entry.name) || names.has(entry.name) ? 'name' : fault(entry);
    if (key !== undefined) return `${path}/${index}/${key}`;
    names.add(entry.name);
  }
  return undefined;
}

const personFault: Fault = ({ consent }) =>
  consent === undefined || (typeof consent === 'string' && consent.length <= maxConsentLength) ? undefined : 'consent';

const modelFault: Fault = (entry) =>
  ['a', 'b', 'trainer'].find((key) => typeof entry[key] !== 'string' || !isFolderName(entry[key]));

function unknownPersonFault(project: Project): string | undefined {
  const names = new Set(project.people.map((person) => person.name));
  const index = project.models.findIndex((model) => !names.has(model.a) || !names.has(model.b));
  return index < 0 ? undefined : `/models/${index}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
