import { generate } from '../../cli/demo/generate.ts';
import { digestOf } from '../../functions/core/invoice/digest.ts';
import type { Fact } from '../../functions/core/invoice/fact.ts';

const uuid = 'ef4f4860-f0e1-4c95-b1e0-1c37c4c23047';

/** The terms of the demo that the recomputation knows; the grammar of terms has tests of its own. */
const knownTerms = ['NET30', '2/10 NET30', 'EOM'];

function withKnownTerms(event: Fact['event']): Fact['event'] {
  const { paymentTerms } = event;
  if (!paymentTerms || knownTerms.includes(paymentTerms.code ?? '')) return event;
  return { ...event, paymentTerms: { code: 'NET30' } };
}

/**
 * The demo's events from 2026 on as the relay hands them on, with one in a hundred corrected by another event.
 * @param eventsPerSecond how close together they come
 */
export function demoMessages(count: number, eventsPerSecond = 2): readonly Fact[] {
  const demo = generate({
    seed: 7,
    startMs: Date.UTC(2026, 0),
    eventsPerSecond,
    timeScale: 300,
    arrival: 'calendar',
  });
  return Array.from(demo.take(count), ({ stage, event: told, dueAtMs }, index): readonly Fact[] => {
    const event = withKnownTerms(told);
    const factOf = (stated: Fact['event'], more: string): Fact => ({
      ...{ schemaVersion: '1.0', stage, receivedAt: new Date(dueAtMs).toISOString(), requestId: uuid },
      ...{ producer: 'erp', cell: 'us-1', region: 'us-east-1', accountId: '000000000000' },
      ...{ entryId: `entry-${index}${more}`, event: stated, digest: digestOf(stated) },
    });
    const corrected = {
      ...event,
      eventId: `${event.eventId}-corrected`,
      amount: `${Number.parseInt(event.amount, 10)}.07`,
    };
    return index % 100 === 0 ? [factOf(event, ''), factOf(corrected, '-corrected')] : [factOf(event, '')];
  }).flat();
}
