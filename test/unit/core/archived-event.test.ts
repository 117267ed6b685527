import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { archivedEvent } from '../../../functions/core/conservation/archived-event.ts';
import { minuteMs } from '../../../functions/core/conservation/minute-digest.ts';
import { utc } from '../../../functions/core/invoice/instant.ts';
import { busText } from '../../contract/holdings.suite.ts';
import { factOf } from '../functions/harness.ts';

const from = Date.parse('2026-11-28T22:47:00Z');
const within = { from, to: from + minuteMs };
/** The minute, some around it, and its very ends. */
const around = fc.oneof(
  fc.integer({ min: from - 2 * minuteMs, max: from + 3 * minuteMs }),
  fc.constantFrom(from - 1, from, from + minuteMs - 1, from + minuteMs),
);

/** An entry as the bus writes it, with a second time of receipt among its fields or its attributes. */
const entries = fc
  .record({
    receivedAt: fc.oneof(around.map(utc), fc.constant('yesterday'), fc.constant('2026-11-28T23:47:09+01:00')),
    again: fc.option(
      fc.record({
        at: around.map(utc),
        where: fc.constantFrom('envelope', 'escaped', 'event', 'attributes'),
      }),
    ),
    vendorName: fc.constantFrom('Ltd', '"detail":{"schemaVersion":"1.0"', 'back\\slash', '\u2028'),
  })
  .map(({ receivedAt, again, vendorName }) => {
    const text = busText(factOf({ receivedAt, event: { vendor: { id: 'V-1', name: vendorName } } }));
    if (!again) return text;
    const field = `"receivedAt":"${again.at}"`;
    if (again.where === 'envelope') return text.replace('"event":{', `${field},"event":{`);
    if (again.where === 'escaped')
      return text.replace('"event":{', `${field.replace('A', '\\u0041')},"event":{`);
    if (again.where === 'event') return text.replace('"event":{', `"event":{${field},`);
    return text.replace('"event":{', `"event":{"attributes":{${field}},`);
  });
/** Some are torn, or none of ours. */
const texts = fc.oneof(
  { weight: 6, arbitrary: entries },
  fc.tuple(entries, fc.nat(400)).map(([text, length]) => text.slice(0, -length - 1)),
  entries.map((text) => text.replace('InvoiceEvent', 'Alert')),
);

describe('Given entries of the archive', () => {
  test('When those of a minute are asked for, Then any one is read as if all were', () => {
    fc.assert(
      fc.property(texts, around, (text, archivedAt) => {
        const whole = archivedEvent(text, archivedAt);
        const isInside = whole && whole.receivedAt >= within.from && whole.receivedAt < within.to;
        const found = archivedEvent(text, archivedAt, { within });
        if (isInside) expect(found).toEqual(whole);
        // Whoever asks leaves out what was archived outside and cannot be read.
        else expect(found?.receivedAt === whole?.receivedAt || found === undefined).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test('When one plainly says another minute, Then it is not read', () => {
    const text = busText(factOf({ receivedAt: utc(from - 1) })).slice(0, -1);
    expect(archivedEvent(text, from - 1, { within })).toBeUndefined();
    expect(archivedEvent(text, from, { within })).toMatchObject({ invoiceId: '', receivedAt: from });
  });
});
