import type { Side } from '../models/model';
import type { ModelState } from './modelState';

/** The faces of one side that a session trained on. */
export interface FacesetRecord {
  /** Of their folder. */
  readonly name: string;
  readonly count: number;
  /** On what basis the person may be shown, in the user's words. */
  readonly consent?: string;
}

export type Facesets = Readonly<Record<Side, FacesetRecord>>;

/** A state whose A is B and whose B is A. */
export function withFacesetsSwapped(state: ModelState): ModelState {
  const sessions = Object.entries(state.sessions).map(([id, session]) => {
    const { faces } = session;
    return [id, faces ? { ...session, faces: { a: faces.b, b: faces.a } } : session] as const;
  });
  return { ...state, sessions: Object.fromEntries(sessions) };
}

/** Those of the last session that has noted them. */
export function facesetsOf({ sessions }: ModelState): Facesets | undefined {
  const ids = Object.keys(sessions).map(Number);
  const noted = ids.sort((a, b) => b - a).map((id) => sessions[String(id)]!.faces);
  return noted.find((faces) => faces !== undefined);
}
