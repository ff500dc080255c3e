import type { DeviceReport } from '../../../runtime/devices/deviceReport';
import { findGraphicsCards } from '../../../runtime/devices/graphicsCards';

/** The system's tools are asked no oftener. */
const askEveryMs = 15_000;

/** How much of a graphics card's memory is in use, by whichever program; where the system tells. */
export class GraphicsMemory {
  readonly #device: DeviceReport;
  #usedBytes: number | undefined;
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(device: DeviceReport) {
    this.#device = device;
  }

  /** As it was when the system was last asked, which this does now and then, without waiting for the answer. */
  get usedBytes(): number | undefined {
    const now = performance.now();
    if (this.#device.device !== 'cpu' && now - this.#askedAt >= askEveryMs) {
      this.#askedAt = now;
      void this.#ask().catch(() => undefined); // a figure that is missing for a while is no reason to stop
    }
    return this.#usedBytes;
  }

  async #ask(): Promise<void> {
    const cards = await findGraphicsCards();
    const card = cards.find(({ name }) => name === this.#device.name) ?? cards[0];
    const { memoryBytes, freeBytes } = card ?? {};
    if (memoryBytes !== undefined && freeBytes !== undefined) this.#usedBytes = memoryBytes - freeBytes;
  }
}
