import { rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import type { JobControl, JobEvent } from '../../shared/jobEvents';
import {
  type JobSnapshot,
  type JobSocketMessage,
  type JobSocketRequest,
  maxRequestLength,
  parseJobRequest,
} from './jobProtocol';
import { getJobSocketPath, prepareSocketFolder } from './jobSocket';
import { LineSplitter } from './lineSplitter';

/** What a job does for those who connect to it. */
export interface JobServerHandlers {
  getSnapshot(): JobSnapshot;
  cancel(): void;
  /** Gives whether the stage knows what is asked. */
  control(command: JobControl): boolean;
}

export interface JobServer {
  /** Tells every follower. */
  sendEvent(event: JobEvent): void;
  /** Tells every follower how the job stands, when that is said by no event. */
  sendSnapshot(): void;
  /** Ends the connections once what was told is on its way. */
  close(): Promise<void>;
}

const maxClients = 32;
/** Bytes; a follower that does not read, such as a stopped one, must not fill the job's memory. */
const maxUnreadBytes = 4 << 20;
const closeGraceMs = 500;

/** Listens on the socket of the job in `folder`. @throws Error when it cannot. */
export async function openJobServer(folder: string, handlers: JobServerHandlers): Promise<JobServer> {
  const path = getJobSocketPath(folder);
  await prepareSocketFolder(path);
  const clients = new Map<Socket, Client>();
  const server = createServer((socket) => {
    clients.set(socket, new Client(socket, handlers));
    socket.on('close', () => clients.delete(socket));
  });
  server.maxConnections = maxClients;
  await listen(server, path);
  const tellAll = (message: JobSocketMessage) => {
    for (const client of clients.values()) client.sendToFollower(message);
  };
  return {
    sendEvent: (event) => tellAll({ type: 'event', event }),
    sendSnapshot: () => tellAll({ type: 'standing', standing: handlers.getSnapshot() }),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of clients.keys()) socket.end();
      const timer = setTimeout(() => {
        for (const socket of clients.keys()) socket.destroy();
      }, closeGraceMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

async function listen(server: Server, path: string): Promise<void> {
  // A folder belongs to one job, a job to one process: what is there is what a killed one left.
  if (process.platform !== 'win32') await rm(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  server.removeAllListeners('error');
  server.on('error', (error) => console.error('The socket of the job:', error));
}

/** One who connected. Nothing that is sent here throws, and every line is answered. */
class Client {
  readonly #socket: Socket;
  readonly #handlers: JobServerHandlers;
  readonly #lines = new LineSplitter(maxRequestLength);
  #follows = false;

  constructor(socket: Socket, handlers: JobServerHandlers) {
    this.#socket = socket;
    this.#handlers = handlers;
    socket.on('error', () => socket.destroy());
    socket.on('data', (piece) => this.#take(piece));
  }

  sendToFollower(message: JobSocketMessage): void {
    if (this.#follows) this.#say(message);
  }

  #take(piece: Uint8Array): void {
    const lines = this.#lines.push(piece);
    if (!lines) {
      this.#say({ type: 'refused', reason: 'The line is too long.' });
      this.#socket.destroySoon();
      return;
    }
    this.#socket.cork();
    for (const line of lines) {
      if (this.#socket.destroyed) return;
      const request = parseJobRequest(line);
      this.#say(request ? this.#answerTo(request) : { type: 'refused', reason: 'This is no request.' });
    }
    this.#socket.uncork();
  }

  #answerTo(request: JobSocketRequest): JobSocketMessage {
    const { id } = request;
    switch (request.type) {
      case 'follow':
        this.#follows = true;
        this.#say({ type: 'standing', standing: this.#handlers.getSnapshot() });
        return { type: 'answer', id, done: true };
      case 'cancel':
        this.#handlers.cancel();
        return { type: 'answer', id, done: true };
      case 'control':
        return { type: 'answer', id, done: this.#handlers.control(request.command) };
    }
  }

  #say(message: JobSocketMessage): void {
    if (!this.#socket.writable) return;
    this.#socket.write(`${JSON.stringify(message)}\n`);
    if (this.#socket.writableLength > maxUnreadBytes) this.#socket.destroy();
  }
}
