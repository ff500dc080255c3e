import * as v from 'valibot';
import { setTranslations } from '../../shared/l10n';
import type { Contract, EventHandlers } from '../protocol/contract';
import { type BootData, bootDataElementId, bootDataSchema } from '../protocol/messages';
import { PanelChannel } from '../protocol/panelChannel';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export interface Connection<C extends Contract> {
  readonly call: PanelChannel<C>['call'];
  /** The state that the host passed when the panel was opened; VS Code gives it back to the host after a reload. */
  readonly state: unknown;
  readonly language: string;
  /** The state that the page keeps while it is hidden: at most a few kilobytes of JSON. */
  readonly memory: unknown;
  remember(memory: unknown): void;
}

/** Connects the page to the host, and sets the language of `t()`. Call it once in a page. */
export function connect<C extends Contract>(contract: C, events: EventHandlers<C>): Connection<C> {
  const api = acquireVsCodeApi();
  const boot = readBoot();
  setTranslations(boot.translations, boot.language);
  const channel = new PanelChannel(contract, events, (message) => api.postMessage(message));
  window.addEventListener('message', (event) => channel.receive(event.data));
  const kept = v.safeParse(storedStateSchema, api.getState());
  let memory: unknown = kept.success ? kept.output.memory : undefined;
  api.setState({ state: boot.state, memory });
  return {
    call: channel.call.bind(channel) as PanelChannel<C>['call'],
    state: boot.state,
    language: boot.language,
    get memory() {
      return memory;
    },
    remember(value) {
      memory = value;
      api.setState({ state: boot.state, memory });
    },
  };
}

const storedStateSchema = v.object({ memory: v.unknown() });

function readBoot(): BootData {
  return v.parse(bootDataSchema, JSON.parse(document.getElementById(bootDataElementId)?.textContent ?? 'null'));
}
