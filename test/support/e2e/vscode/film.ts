import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CDPSession, Page } from 'playwright-core';

interface Frame {
  readonly path: string;
  readonly shownMs: number;
  readonly speed: number;
}

/** The next picture is asked for no sooner: the browser is not to be busy with being filmed. */
const shortestMs = 60;
/** The longest that one picture stays in the film: standing still is left out. */
const longestMs = 900;
/** How much faster than it happened the film runs, and how much faster while the machine computes. */
const [usualSpeed, computingSpeed] = [1.6, 20];
const framesPerSecond = 6;
const widthPx = 960;
/** 0 .. 100, of the pictures that the film is made of. */
const jpegQuality = 92;

/** Records what a page shows, and makes a moving picture of it. */
export class Film {
  readonly #frames: Frame[] = [];
  readonly #writes: Promise<void>[] = [];
  readonly #page: Page;
  readonly #session: CDPSession;
  readonly #folder: string;
  #speed = usualSpeed;

  private constructor(page: Page, session: CDPSession, folder: string) {
    this.#page = page;
    this.#session = session;
    this.#folder = folder;
  }

  static async start(page: Page): Promise<Film> {
    const folder = await mkdtemp(join(tmpdir(), 'faceswap-film-'));
    const session = await page.context().newCDPSession(page);
    const film = new Film(page, session, folder);
    session.on('Page.screencastFrame', ({ data, sessionId }) => {
      film.#addFrame(Buffer.from(data, 'base64'));
      const acknowledge = () => session.send('Page.screencastFrameAck', { sessionId }).catch(() => undefined); // the page is closed
      setTimeout(() => void acknowledge(), shortestMs);
    });
    await session.send('Page.startScreencast', { format: 'jpeg', quality: jpegQuality });
    return film;
  }

  /** Whether what follows is only waiting for the machine. */
  setComputing(isComputing: boolean): void {
    this.#speed = isComputing ? computingSpeed : usualSpeed;
  }

  #addFrame(picture: Buffer): void {
    const path = join(this.#folder, `${String(this.#frames.length).padStart(6, '0')}.jpg`);
    this.#frames.push({ path, shownMs: performance.now(), speed: this.#speed });
    this.#writes.push(writeFile(path, picture));
  }

  /** Writes the film as an animated WebP to `path`. */
  async finish(path: string): Promise<void> {
    // What it ends with may not have come as a frame yet.
    this.#addFrame(await this.#page.screenshot({ type: 'jpeg', quality: jpegQuality }));
    await this.#session.send('Page.stopScreencast');
    await Promise.all(this.#writes);
    const list = join(this.#folder, 'list.txt');
    await writeFile(
      list,
      this.#frames.map((frame, index) => this.#formatEntry(frame, this.#frames[index + 1])).join(''),
    );
    const picture = `fps=${framesPerSecond},scale=${widthPx}:-2:flags=lanczos`;
    const webp = ['-c:v', 'libwebp_anim', '-lossless', '0', '-quality', '75', '-compression_level', '6', '-loop', '0'];
    const input = ['-f', 'concat', '-safe', '0', '-i', list];
    await promisify(execFile)('ffmpeg', ['-v', 'error', '-y', ...input, '-vf', picture, ...webp, path]);
    await rm(this.#folder, { recursive: true });
  }

  #formatEntry({ path, shownMs, speed }: Frame, next: Frame | undefined): string {
    const ms = next ? Math.min(next.shownMs - shownMs, longestMs) / speed : 3 * longestMs;
    return `file '${path}'\nduration ${(ms / 1000).toFixed(4)}\n`;
  }
}
