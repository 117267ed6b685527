import Ajv from 'ajv-draft-04';
import { expect } from 'vitest';
import type { DemoEvent } from '../../../cli/demo/invoice-events.ts';
import { requestSchema } from '../../../schemas/request.ts';
import { stages } from '../../../schemas/stages.ts';

const ajv = new Ajv.default({ strictTypes: false });
const validators = new Map(stages.map((stage) => [stage, ajv.compile(requestSchema(stage))]));

/** Whether the API takes the event. */
export function isValid({ stage, event }: DemoEvent): boolean {
  return validators.get(stage)?.(event) === true;
}

/**
 * Events of each invoice in the order they happened, without repetitions; invoices with a late
 * event that is still to come are left out.
 */
export function histories(events: readonly DemoEvent[]): readonly (readonly DemoEvent[])[] {
  return [...Map.groupBy(events, ({ event }) => event.invoiceId).values()]
    .map((history) =>
      [...new Map(history.map((entry) => [entry.event.eventId, entry])).values()].sort((a, b) =>
        a.event.eventId < b.event.eventId ? -1 : 1,
      ),
    )
    .filter((history) => history.every(({ event }, index) => Number(event.eventId.slice(-2)) === index + 1));
}

/** Each event of an invoice comes after those it needs, and all agree on its amount. */
export function expectLifecycle(history: readonly DemoEvent[]): void {
  const statuses: string[] = history.map(({ event }) => event.status);
  expect(statuses[0]).toBe('received');
  for (const [status, needed] of [
    ['matching', 'validated'],
    ['pending', 'matched'],
    ['scheduled', 'approved'],
    ['paid', 'posted'],
  ] as const) {
    const at = statuses.indexOf(status);
    if (at >= 0) expect(statuses.slice(0, at)).toContain(needed);
  }
  const times = history.map(({ event }) => event.occurredAt);
  expect(times).toEqual([...times].sort());
  expect(new Set(history.map(({ event }) => `${event.amount} ${event.currency}`)).size).toBe(1);
}
