import { makePlainText } from '../shared/plainText';

const plainLineIntervalMs = 5000;
const barWidth = 16;

/** A line that changes in place on a terminal; elsewhere it is printed again every few seconds. */
export class TerminalLine {
  readonly #output: NodeJS.WriteStream;
  #open = false;
  #printedAt = Number.NEGATIVE_INFINITY;
  #last = '';

  constructor(output: NodeJS.WriteStream) {
    this.#output = output;
  }

  /** Ends the current line and starts a new one. */
  begin(): void {
    this.#close();
    this.#printedAt = Number.NEGATIVE_INFINITY;
  }

  progress(name: string, words: string, fraction: number | undefined, isLast: boolean): void {
    const percent = fraction === undefined ? '' : `${String(Math.floor(fraction * 100)).padStart(3)} % `;
    if (this.#output.isTTY) this.#draw(`${name} ${renderBar(fraction)}${percent}${words}`);
    else this.#printThrottled(`${name}: ${percent.trimStart()}${words}`, isLast);
  }

  step(text: string): void {
    if (this.#output.isTTY) this.#draw(text);
    else this.#printThrottled(text, false);
  }

  /** Prints a line above the changing one. */
  print(text: string): void {
    if (this.#open) this.#output.write('\r\x1b[K');
    this.#output.write(`${makePlainText(text)}\n`);
    if (this.#open) this.#draw(this.#last);
  }

  /** Ends the line; the last state is printed also where lines are printed only every few seconds. */
  end(): void {
    this.#close();
    if (!this.#output.isTTY && this.#last !== '') this.#output.write(`${this.#last}\n`);
    this.#last = '';
  }

  #draw(text: string): void {
    this.#open = true;
    this.#last = makePlainText(text);
    this.#output.write(`\r${clipToWidth(this.#last, this.#output.columns - 1)}\x1b[K`);
  }

  #printThrottled(text: string, now: boolean): void {
    this.#last = makePlainText(text);
    const time = performance.now(); // a clock that is set back must not stop the lines
    if (!now && time - this.#printedAt < plainLineIntervalMs) return;
    this.#printedAt = time;
    this.#last = '';
    this.#output.write(`${makePlainText(text)}\n`);
  }

  #close(): void {
    if (this.#open) this.#output.write('\n');
    this.#open = false;
  }
}

function renderBar(fraction: number | undefined): string {
  if (fraction === undefined) return '';
  const full = Math.round(fraction * barWidth);
  return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)} `;
}

/** Returns the start of `text` that fits into `columns`; Chinese and Japanese characters take two. */
function clipToWidth(text: string, columns: number): string {
  let width = 0;
  let clipped = '';
  for (const letter of text) {
    width += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
      letter,
    )
      ? 2
      : 1;
    if (width > columns) break;
    clipped += letter;
  }
  return clipped;
}
