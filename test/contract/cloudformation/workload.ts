import { stages } from '../../../schemas/stages.ts';
import { envelopeOf, eventOf, type StagedEvent } from '../../cell/sample-events.ts';
import { sized } from '../../long-run.ts';

/** What every invoice here goes through: one event for each of these. */
const course = [
  eventOf('ingestion', 'received', ''),
  eventOf('ingestion', 'validated', ''),
  eventOf('reconciliation', 'matching', ''),
  eventOf('reconciliation', 'matched', ''),
  eventOf('authorization', 'pending', ''),
  eventOf('authorization', 'approved', ''),
  eventOf('posting', 'scheduled', ''),
  eventOf('posting', 'posted', ''),
  eventOf('posting', 'paid', ''),
];

function count(length: number) {
  return Array.from({ length }, (_, index) => index);
}

/**
 * Twenty invoices, each so often through everything: much to keep apart in few invoices, which
 * spares the double calls.
 */
const rounds = sized(1, 5);
const invoices = count(20).map((index) => `INV-${index}`);

/** The events of invoices that were paid in the end. */
export const sound: readonly StagedEvent[] = invoices.flatMap((invoiceId) =>
  count(rounds).flatMap((round) =>
    course.map(({ stage, event: { status } }, step) =>
      eventOf(stage, status, invoiceId, {
        eventId: `${invoiceId}-${status}-${round}`,
        minute: round * course.length + step,
      }),
    ),
  ),
);

/**
 * Later events under ids that were used before, with other amounts: kept beside the first, and
 * reported.
 */
export const conflicting: readonly StagedEvent[] = sound
  .filter(({ event: { status } }) => status === 'received')
  .slice(0, 5)
  .map(({ stage, event }) => ({ stage, event: { ...event, amount: '9.99' } }));

/** Sent once more, as a producer does that saw no answer. */
const repeated: readonly StagedEvent[] = sound.filter((_, index) => index % 11 === 0).slice(0, 75);

/** Of the right form for a rule, and for nothing behind it: three for each way an event can go. */
export const malformed: readonly StagedEvent[] = count(3).flatMap((round) =>
  [
    ...stages.map((stage) => ({ stage, status: course.find((one) => one.stage === stage)?.event.status })),
    { stage: 'posting', status: 'paid' } as const,
  ].flatMap(({ stage, status = 'received' }) =>
    eventOf(stage, status, `POISON-${round}`, { amount: 'twelve' }),
  ),
);

/** Of a stage nobody knows. */
export const unrouted: readonly object[] = count(5).map((index) => ({
  ...envelopeOf(eventOf('ingestion', 'received', `LOST-${index}`)),
  stage: 'archiving',
}));

/**
 * The details of all these events for the bus, the good and the bad among each other but always in the
 * same order: a thousand in the long run.
 */
export const details: readonly object[] = interleave(
  [...sound, ...conflicting, ...repeated].map(envelopeOf),
  [...malformed.map(envelopeOf), ...unrouted],
);

function interleave(many: readonly object[], few: readonly object[]): readonly object[] {
  const every = Math.floor(many.length / few.length);
  return many.flatMap((item, index) => {
    const other = index % every === 0 ? few[index / every] : undefined;
    return other ? [item, other] : [item];
  });
}
