import type { JobControl, JobEvent } from '../../shared/jobEvents';
import type { JobFolder } from '../jobFolder';
import type { JobStanding } from './jobProtocol';
import { type JobServer, openJobServer } from './jobServer';
import { standingAfter } from './standing';

/** Where a job's process takes requests and tells how it goes. */
export interface JobDesk {
  /** Aborted when the job is to save and end. */
  readonly signal: AbortSignal;
  tell(event: JobEvent): void;
  /** The stage has its place, and works. */
  begin(): void;
  onControl(listener: (command: JobControl) => void): void;
  close(): Promise<void>;
}

/** Opens the socket of the job in `folder`; where that cannot be had the job works all the same, and says so in its log. */
export async function openJobDesk(folder: JobFolder, cancel: AbortController): Promise<JobDesk> {
  let standing: JobStanding = { state: 'queued' };
  const listeners: ((command: JobControl) => void)[] = [];
  const server: JobServer | undefined = await openJobServer(folder.path, {
    standing: () => standing,
    cancel: () => cancel.abort(),
    control(command) {
      for (const listener of listeners) listener(command);
      return listeners.length > 0;
    },
  }).catch((error) => void console.error('This job cannot be reached while it runs:', error));
  const stand = (state: JobStanding['state']) => {
    standing = { ...standing, state };
    server?.tellStanding();
  };
  cancel.signal.addEventListener('abort', () => stand('saving'));
  return {
    signal: cancel.signal,
    tell(event) {
      standing = standingAfter(standing, event);
      server?.tell(event);
    },
    begin: () => stand(cancel.signal.aborted ? 'saving' : 'running'),
    onControl: (listener) => void listeners.push(listener),
    close: async () => await server?.close(),
  };
}
