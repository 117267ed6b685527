import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventIdsIn } from '../../../functions/core/messaging/event-ids.ts';

const event = { invoiceId: 'INV-1', eventId: 'e-1', amount: '10.00' };

describe('Given a message on its way', () => {
  test('When it is a bus event or a fact, Then the ids of its event are found', () => {
    const ids = { invoiceId: 'INV-1', eventId: 'e-1' };
    expect(eventIdsIn(JSON.stringify({ id: 'bus-1', detail: { stage: 'posting', event } }))).toEqual(ids);
    expect(eventIdsIn(JSON.stringify({ stage: 'posting', event }))).toEqual(ids);
  });

  test('When it is anything at all, Then reading never fails nor gives more than two ids', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        expect(Object.keys(eventIdsIn(body)).length).toBeLessThanOrEqual(2);
      }),
    );
  });
});
