import { createGateway, type Gateway } from '../../emulator/gateway/gateway.ts';
import type { Integrations } from '../../emulator/gateway/integration.ts';
import type { RestApi } from '../../emulator/gateway/rest-api.ts';
import type { Clock } from '../../lib/clock.ts';

/** What the gateway stands before, one process after the other. */
export interface Backend extends Required<Pick<Integrations, 'putEvents' | 'invokeFunction' | 'timers'>> {
  readonly clock: Clock;
  readonly newId: () => string;
}

/** A gateway for all the cells of a thread. */
export interface Edge {
  readonly gateway: Gateway;
  /** Sends requests here from now on. */
  serve(backend: Backend): void;
}

/** The secret of the API key that every request brings. */
export const apiKey = 'secret';

/** Compiles the API, which takes longer than some hundred histories do. */
export function openEdge(api: RestApi): Edge {
  let backend: Backend | undefined;
  const current = (): Backend => {
    if (!backend) throw new Error('no cell has been started');
    return backend;
  };
  const [key] = api.apiKeys;
  return {
    gateway: createGateway({
      api,
      apiKeys: new Map(key && [[key.id, apiKey]]),
      clock: { now: () => current().clock.now() },
      ids: () => current().newId(),
      integrations: {
        timers: { later: (callback, ms) => current().timers.later(callback, ms) },
        putEvents: (entries) => current().putEvents(entries),
        invokeFunction: (name, event) => current().invokeFunction(name, event),
      },
    }),
    serve: (next) => {
      backend = next;
    },
  };
}
