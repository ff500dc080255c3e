import type { JobControl, JobEvent } from '../../shared/jobEvents';
import type { JobFolder } from '../journal/jobFolder';
import { applyEvent, type JobSnapshot } from './jobProtocol';
import { type JobServer, openJobServer } from './jobServer';

/** The end of the socket in the process of a job: it takes requests and sends events. */
export interface JobEndpoint {
  /** Aborted when the job is to save and end. */
  readonly signal: AbortSignal;
  sendEvent(event: JobEvent): void;
  /** To be called when the job has its locks and the stage begins. */
  markRunning(): void;
  onControl(listener: (command: JobControl) => void): void;
  close(): Promise<void>;
}

/** Opens the socket of the job in `folder`. Without a socket the job works all the same, and its log says so. */
export async function openJobEndpoint(folder: JobFolder, cancel: AbortController): Promise<JobEndpoint> {
  let snapshot: JobSnapshot = { state: 'queued' };
  const listeners: ((command: JobControl) => void)[] = [];
  const server: JobServer | undefined = await openJobServer(folder.path, {
    getSnapshot: () => snapshot,
    cancel: () => cancel.abort(),
    control(command) {
      for (const listener of listeners) listener(command);
      return listeners.length > 0;
    },
  }).catch((error) => void console.error('This job cannot be reached while it runs:', error));
  const setState = (state: JobSnapshot['state']) => {
    snapshot = { ...snapshot, state };
    server?.sendSnapshot();
  };
  cancel.signal.addEventListener('abort', () => setState('saving'));
  return {
    signal: cancel.signal,
    sendEvent(event) {
      snapshot = applyEvent(snapshot, event);
      server?.sendEvent(event);
    },
    markRunning: () => setState(cancel.signal.aborted ? 'saving' : 'running'),
    onControl: (listener) => void listeners.push(listener),
    close: async () => await server?.close(),
  };
}
