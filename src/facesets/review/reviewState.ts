/** The cluster number of a removed face. */
export const removedCluster = -1;

/** The cluster number of a face whose file is gone; it keeps its number, so that the others keep theirs. */
export const goneCluster = -2;

/** A change to one or many faces, or to a cluster's name. Faces and clusters are identified by number. */
export type Edit =
  | { readonly kind: 'move'; readonly faces: readonly number[]; readonly to: number }
  | { readonly kind: 'keep'; readonly faces: readonly number[]; readonly kept: boolean }
  | { readonly kind: 'name'; readonly cluster: number; readonly name: string };

/** Which cluster each face of a faceset is in, and what the clusters are called. Clusters without faces are ignored. */
export class ReviewState {
  /** Names of the folders; '' for faces that are in no subfolder. */
  readonly names: string[];
  /** The number of each face's cluster, or {@link removedCluster}. */
  readonly clusters: Int32Array;
  /** The cluster to which each face returns when it is restored. */
  readonly homes: Int32Array;
  /** 1 for each face that the user protects from removal (`keep` in journals). */
  readonly kept: Uint8Array;

  constructor(names: readonly string[], clusters: Int32Array, homes: Int32Array) {
    this.names = [...names];
    this.clusters = clusters;
    this.homes = homes;
    this.kept = new Uint8Array(clusters.length);
  }

  get faceCount(): number {
    return this.clusters.length;
  }

  /** Applies `edits`; returns the edits that undo them. @throws RangeError for an unknown face or cluster */
  applyEdits(edits: readonly Edit[]): Edit[] {
    for (const edit of edits) this.#check(edit);
    return edits.flatMap((edit) => this.#carryOut(edit)).reverse();
  }

  /** Returns the number of faces of each cluster, by cluster number. */
  countFaces(): Int32Array {
    const sizes = new Int32Array(this.names.length);
    for (const cluster of this.clusters) if (cluster >= 0) sizes[cluster]!++;
    return sizes;
  }

  /** Returns the number of the cluster `name`, one with faces if possible; undefined if there is none. */
  findCluster(name: string): number | undefined {
    const sizes = this.countFaces();
    const numbers = this.names.flatMap((other, number) => (other === name ? [number] : []));
    return numbers.find((number) => sizes[number]! > 0) ?? numbers[0];
  }

  #check(edit: Edit): void {
    if (edit.kind === 'name') {
      // One past the last is a new cluster.
      if (!isIndex(edit.cluster, this.names.length + 1)) throw new RangeError(`no cluster ${edit.cluster}`);
      return;
    }
    const wrong = edit.faces.find((face) => !isIndex(face, this.faceCount));
    if (wrong !== undefined) throw new RangeError(`no face ${wrong}`);
    if (edit.kind === 'move' && edit.to !== removedCluster && !isIndex(edit.to, this.names.length + 1))
      throw new RangeError(`no cluster ${edit.to}`);
  }

  #carryOut(edit: Edit): Edit[] {
    switch (edit.kind) {
      case 'move':
        return this.#move(edit.faces, edit.to);
      case 'keep':
        return this.#keep(edit.faces, edit.kept);
      case 'name': {
        const before = this.names[edit.cluster];
        this.names[edit.cluster] = edit.name;
        return before === undefined ? [] : [{ kind: 'name', cluster: edit.cluster, name: before }];
      }
    }
  }

  #move(faces: readonly number[], to: number): Edit[] {
    const before = new Map<number, number[]>();
    for (const face of faces) {
      const from = this.clusters[face]!;
      if (from === to) continue;
      const together = before.get(from);
      if (together) together.push(face);
      else before.set(from, [face]);
      this.clusters[face] = to;
      this.homes[face] = to === removedCluster ? from : to;
    }
    return Array.from(before, ([cluster, moved]) => ({ kind: 'move', faces: moved, to: cluster }));
  }

  #keep(faces: readonly number[], kept: boolean): Edit[] {
    const changed = faces.filter((face) => (this.kept[face] === 1) !== kept);
    for (const face of changed) this.kept[face] = kept ? 1 : 0;
    return changed.length > 0 ? [{ kind: 'keep', faces: changed, kept: !kept }] : [];
  }
}

function isIndex(value: number, length: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < length;
}
