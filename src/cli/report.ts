import type { JobEvent, JobResultEvent } from '../shared/jobEvents';
import { formatProgress, formatStep, formatSummary } from '../shared/jobText';
import { escapeHiddenInJson, makePlainText } from '../shared/plainText';
import { TerminalLine } from './terminalLine';

/** Prints the events of a job. */
export interface Report {
  event(event: JobEvent): void;
  end(result: JobResultEvent): void;
}

/** Prints each event as a line of JSON. */
export function createJsonReport(output: NodeJS.WriteStream): Report {
  const print = (event: JobEvent) => void output.write(`${escapeHiddenInJson(JSON.stringify(event))}\n`);
  return { event: print, end: print };
}

/** Prints for people: a progress bar on a terminal, a line every few seconds elsewhere. */
export function createTextReport(output: NodeJS.WriteStream, errors: NodeJS.WriteStream): Report {
  const line = new TerminalLine(output);
  let phase: { name: string; unit: string } = { name: '', unit: '' };
  return {
    event(event) {
      switch (event.type) {
        case 'phase':
          phase = { name: event.name, unit: event.unit ?? '' };
          return line.begin();
        case 'progress':
          return line.progress(phase.name, formatProgress(event, phase.unit), computeFraction(event), isLast(event));
        case 'step':
          return line.step(formatStep(event));
        case 'log':
          return event.level === 'debug' ? undefined : line.print(event.message);
        case 'saved':
        case 'preview':
        case 'result':
          return undefined;
        default:
          return event satisfies never;
      }
    },
    end(result) {
      line.end();
      if (result.summary) output.write(`${makePlainText(formatSummary(result.summary).join('\n'))}\n`);
      if (result.message) errors.write(`${makePlainText(result.message)}\n`);
    },
  };
}

function computeFraction(event: Extract<JobEvent, { type: 'progress' }>): number | undefined {
  return event.total ? Math.min(1, event.done / event.total) : undefined;
}

function isLast(event: Extract<JobEvent, { type: 'progress' }>): boolean {
  return event.total !== undefined && event.done >= event.total;
}
