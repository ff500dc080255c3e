import { rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import type { JobControl, JobEvent } from '../../shared/jobEvents';
import {
  type JobSnapshot,
  type JobSocketMessage,
  type JobSocketRequest,
  LineSplitter,
  maxRequestLength,
  parseJobRequest,
} from './jobProtocol';
import { getJobSocketPath, prepareSocketFolder } from './jobSocket';

/** The functions of the job that the server calls. */
export interface JobServerHandlers {
  getSnapshot(): JobSnapshot;
  cancel(): void;
  /** Returns whether the stage supports the command. */
  control(command: JobControl): boolean;
}

export interface JobServer {
  /** Sends an event to every follower. */
  sendEvent(event: JobEvent): void;
  /** Sends a snapshot to every follower: for a change that is no event. */
  sendSnapshot(): void;
  /** Ends the connections once everything is sent. */
  close(): Promise<void>;
}

const maxClients = 32;
/** A follower that does not read, such as a stopped process, must not fill the memory of the job. */
const maxUnreadBytes = 4 << 20;
const closeGraceMs = 500;

/** Listens on the socket of the job in `folder`. @throws Error when that is not possible */
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
  const sendToAll = (message: JobSocketMessage) => {
    for (const client of clients.values()) client.sendToFollower(message);
  };
  return {
    sendEvent: (event) => sendToAll({ type: 'event', event }),
    sendSnapshot: () => sendToAll({ type: 'standing', standing: handlers.getSnapshot() }),
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
  // A job has one process at a time, so a socket that exists is one that a killed process has left.
  if (process.platform !== 'win32') await rm(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  server.removeAllListeners('error');
  server.on('error', (error) => console.error('The socket of the job:', error));
}

/** A program that has connected. It cannot cause an error here, and each of its lines is answered. */
class Client {
  readonly #socket: Socket;
  readonly #handlers: JobServerHandlers;
  readonly #lines = new LineSplitter(maxRequestLength);
  #follows = false;

  constructor(socket: Socket, handlers: JobServerHandlers) {
    this.#socket = socket;
    this.#handlers = handlers;
    socket.on('error', () => socket.destroy());
    socket.on('data', (piece) => this.#receive(piece));
  }

  sendToFollower(message: JobSocketMessage): void {
    if (this.#follows) this.#send(message);
  }

  #receive(piece: Uint8Array): void {
    const lines = this.#lines.push(piece);
    if (!lines) {
      this.#send({ type: 'refused', reason: 'The line is too long.' });
      this.#socket.destroySoon();
      return;
    }
    this.#socket.cork();
    for (const line of lines) {
      if (this.#socket.destroyed) return;
      const request = parseJobRequest(line);
      this.#send(request ? this.#answer(request) : { type: 'refused', reason: 'This is no request.' });
    }
    this.#socket.uncork();
  }

  #answer(request: JobSocketRequest): JobSocketMessage {
    const { id } = request;
    switch (request.type) {
      case 'follow':
        this.#follows = true;
        this.#send({ type: 'standing', standing: this.#handlers.getSnapshot() });
        return { type: 'answer', id, done: true };
      case 'cancel':
        this.#handlers.cancel();
        return { type: 'answer', id, done: true };
      case 'control':
        return { type: 'answer', id, done: this.#handlers.control(request.command) };
    }
  }

  #send(message: JobSocketMessage): void {
    if (!this.#socket.writable) return;
    this.#socket.write(`${JSON.stringify(message)}\n`);
    if (this.#socket.writableLength > maxUnreadBytes) this.#socket.destroy();
  }
}
