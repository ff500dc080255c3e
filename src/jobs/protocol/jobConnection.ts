import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { JobControl, JobEvent } from '../../shared/jobEvents';
import {
  type JobSnapshot,
  type JobSocketMessage,
  type JobSocketRequest,
  LineSplitter,
  maxMessageLength,
  parseJobMessage,
} from './jobProtocol';
import { getJobSocketPath, isOwnSocket } from './jobSocket';

export interface JobFollower {
  onSnapshot?(snapshot: JobSnapshot): void;
  onEvent?(event: JobEvent): void;
  /** The job has ended, or its process is gone. */
  onClose?(): void;
}

/** A connection to a running job. */
export interface JobConnection {
  /** Asks it to save and end; returns whether it got the request. */
  cancel(): Promise<boolean>;
  /** Returns whether its stage supports the command. */
  control(command: JobControl): Promise<boolean>;
  /** Closes the connection; the job continues. */
  close(): void;
}

/** Connects to the job of `folder` and follows it; a snapshot has arrived by then. Returns undefined when nobody listens. */
export async function connectToJob(folder: string, follower: JobFollower = {}): Promise<JobConnection | undefined> {
  try {
    const path = getJobSocketPath(folder);
    if (!(await isOwnSocket(path))) return undefined;
    const socket = connect(path);
    await once(socket, 'connect'); // rejects on 'error'
    const connection = new Connection(socket, follower);
    return (await connection.followed) ? connection : undefined;
  } catch {
    return undefined; // not started yet, or ended: the journal says which
  }
}

type Request = JobSocketRequest extends infer R ? (R extends unknown ? Omit<R, 'id'> : never) : never;

class Connection implements JobConnection {
  readonly #socket: Socket;
  readonly #follower: JobFollower;
  readonly #lines = new LineSplitter(maxMessageLength);
  readonly #pending = new Map<number, (done: boolean) => void>();
  #lastId = 0;
  readonly followed: Promise<boolean>;

  constructor(socket: Socket, follower: JobFollower) {
    this.#socket = socket;
    this.#follower = follower;
    socket.on('error', () => socket.destroy());
    socket.on('data', (piece) => this.#receive(piece));
    socket.on('close', () => this.#handleClose());
    this.followed = this.#ask({ type: 'follow' });
  }

  cancel(): Promise<boolean> {
    return this.#ask({ type: 'cancel' });
  }

  control(command: JobControl): Promise<boolean> {
    return this.#ask({ type: 'control', command });
  }

  close(): void {
    this.#socket.destroy();
  }

  #ask(request: Request): Promise<boolean> {
    if (!this.#socket.writable) return Promise.resolve(false);
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      this.#pending.set(id, resolve);
      this.#socket.write(`${JSON.stringify({ ...request, id })}\n`);
    });
  }

  #receive(piece: Uint8Array): void {
    const lines = this.#lines.push(piece);
    if (!lines) return void this.#socket.destroy();
    for (const line of lines) {
      const message = parseJobMessage(line);
      if (message) this.#handleMessage(message);
    }
  }

  #handleMessage(message: JobSocketMessage): void {
    if (message.type === 'event') this.#follower.onEvent?.(message.event);
    else if (message.type === 'standing') this.#follower.onSnapshot?.(message.standing);
    else if (message.type === 'answer') {
      this.#pending.get(message.id)?.(message.done);
      this.#pending.delete(message.id);
    }
  }

  #handleClose(): void {
    for (const answer of this.#pending.values()) answer(false);
    this.#pending.clear();
    this.#follower.onClose?.();
  }
}
