import { isDeepStrictEqual } from 'node:util';
import type * as vscode from 'vscode';

/** What a source was when it was last seen, to recognize it when it is found elsewhere. */
export interface SeenSource {
  readonly bytes: number;
  readonly durationSeconds?: number;
  readonly width?: number;
  readonly height?: number;
}

const key = 'faceswap.seenSources';
const maxSources = 2000;

/** Remembers in this window's folder what its sources were. */
export class SourceMemory {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  /** Returns what the source at `path` was when it was last seen. */
  find(path: string): SeenSource | undefined {
    return this.#all()[path];
  }

  /** Remembers what sources are, by their paths. */
  async note(seen: Readonly<Record<string, SeenSource>>): Promise<void> {
    const known = this.#all();
    if (Object.entries(seen).every(([path, facts]) => isDeepStrictEqual(known[path], facts))) return;
    const entries = Object.entries({ ...known, ...seen });
    await this.#memory.update(key, Object.fromEntries(entries.slice(-maxSources)));
  }

  #all(): Readonly<Record<string, SeenSource>> {
    return this.#memory.get<Readonly<Record<string, SeenSource>>>(key, {});
  }
}
