import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { JobControl, JobEvent } from '../../shared/jobEvents';
import {
  type JobSnapshot,
  type JobSocketMessage,
  type JobSocketRequest,
  maxMessageLength,
  parseJobMessage,
} from './jobProtocol';
import { getJobSocketPath } from './jobSocket';
import { LineSplitter } from './lineSplitter';

export interface JobFollower {
  onSnapshot?(standing: JobSnapshot): void;
  onEvent?(event: JobEvent): void;
  /** The job has ended, or its process is gone. */
  onClose?(): void;
}

/** A line to a running job. */
export interface JobConnection {
  /** Lets it save and end; gives whether it heard. */
  cancel(): Promise<boolean>;
  /** Gives whether its stage does what is asked. */
  control(command: JobControl): Promise<boolean>;
  /** Lets go of it; the job does not mind. */
  close(): void;
}

/** Connects to the job of `folder`, and follows it: how it stands is told by then. Undefined when nobody listens there. */
export async function connectToJob(folder: string, follower: JobFollower = {}): Promise<JobConnection | undefined> {
  try {
    const socket = connect(getJobSocketPath(folder));
    await once(socket, 'connect'); // rejects on 'error'
    const connection = new Connection(socket, follower);
    return (await connection.followed) ? connection : undefined;
  } catch {
    return undefined; // not up yet, or gone: who asks looks into the journal
  }
}

type Request = JobSocketRequest extends infer R ? (R extends unknown ? Omit<R, 'id'> : never) : never;

class Connection implements JobConnection {
  readonly #socket: Socket;
  readonly #follower: JobFollower;
  readonly #lines = new LineSplitter(maxMessageLength);
  readonly #asked = new Map<number, (done: boolean) => void>();
  #lastId = 0;
  readonly followed: Promise<boolean>;

  constructor(socket: Socket, follower: JobFollower) {
    this.#socket = socket;
    this.#follower = follower;
    socket.on('error', () => socket.destroy());
    socket.on('data', (piece) => this.#take(piece));
    socket.on('close', () => this.#closed());
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
      this.#asked.set(id, resolve);
      this.#socket.write(`${JSON.stringify({ ...request, id })}\n`);
    });
  }

  #take(piece: Uint8Array): void {
    const lines = this.#lines.push(piece);
    if (!lines) return void this.#socket.destroy();
    for (const line of lines) {
      const message = parseJobMessage(line);
      if (message) this.#hear(message);
    }
  }

  #hear(message: JobSocketMessage): void {
    if (message.type === 'event') this.#follower.onEvent?.(message.event);
    else if (message.type === 'standing') this.#follower.onSnapshot?.(message.standing);
    else if (message.type === 'answer') {
      this.#asked.get(message.id)?.(message.done);
      this.#asked.delete(message.id);
    }
  }

  #closed(): void {
    for (const answer of this.#asked.values()) answer(false);
    this.#asked.clear();
    this.#follower.onClose?.();
  }
}
