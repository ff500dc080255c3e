import type { JobControl, JobEvent } from '../../shared/jobEvents';
import type { JobFolder } from '../journal/jobFolder';
import type { JobSnapshot } from './jobProtocol';
import { type JobServer, openJobServer } from './jobServer';
import { applyEvent } from './standing';

/** Where a job's process takes requests and tells how it goes. */
export interface JobEndpoint {
  /** Aborted when the job is to save and end. */
  readonly signal: AbortSignal;
  sendEvent(event: JobEvent): void;
  /** The stage has its place, and works. */
  markRunning(): void;
  onControl(listener: (command: JobControl) => void): void;
  close(): Promise<void>;
}

/** Opens the socket of the job in `folder`; where that cannot be had the job works all the same, and says so in its log. */
export async function openJobEndpoint(folder: JobFolder, cancel: AbortController): Promise<JobEndpoint> {
  let standing: JobSnapshot = { state: 'queued' };
  const listeners: ((command: JobControl) => void)[] = [];
  const server: JobServer | undefined = await openJobServer(folder.path, {
    getSnapshot: () => standing,
    cancel: () => cancel.abort(),
    control(command) {
      for (const listener of listeners) listener(command);
      return listeners.length > 0;
    },
  }).catch((error) => void console.error('This job cannot be reached while it runs:', error));
  const stand = (state: JobSnapshot['state']) => {
    standing = { ...standing, state };
    server?.sendSnapshot();
  };
  cancel.signal.addEventListener('abort', () => stand('saving'));
  return {
    signal: cancel.signal,
    sendEvent(event) {
      standing = applyEvent(standing, event);
      server?.sendEvent(event);
    },
    markRunning: () => stand(cancel.signal.aborted ? 'saving' : 'running'),
    onControl: (listener) => void listeners.push(listener),
    close: async () => await server?.close(),
  };
}
