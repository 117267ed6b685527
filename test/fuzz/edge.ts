import { deepStrictEqual, ok } from 'node:assert/strict';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { decidedTimeline } from '../../functions/core/invoice/decided.ts';
import { factOfBusEvent } from '../../functions/core/invoice/fact-of-bus-event.ts';
import { headOf } from '../../functions/core/invoice/projection.ts';
import { type Stage, stageStatuses, stages } from '../../schemas/stages.ts';
import { bodyOf, type Harness, validEvent } from '../cell/gateway-harness.ts';
import { anyText, damage, decimalText, timeText } from './hostile.ts';

/** A request to the API. */
export interface EdgeRequest {
  readonly path: string;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

const fieldNames = [
  ...['eventId', 'invoiceId', 'status', 'occurredAt', 'amount', 'paidAmount', 'documentType', 'currency'],
  ...['vendor', 'paymentTerms', 'invoiceDate', 'dueDate', 'source', 'attributes', 'surplus', '__proto__'],
];

const anyValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: anyText },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  { weight: 1, arbitrary: fc.constantFrom(null, true, 0, -0, 1e308, 2.5, [], {}) },
  {
    weight: 2,
    arbitrary: fc.record(
      { id: anyText, name: anyText, country: anyText, code: anyText, netDays: fc.integer(), system: anyText },
      { requiredKeys: [] },
    ),
  },
);

const sentText = fc.oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), anyText);

const ofItsKind: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  eventId: sentText,
  invoiceId: sentText,
  amount: decimalText,
  paidAmount: decimalText,
  occurredAt: timeText,
  invoiceDate: timeText,
  dueDate: timeText,
  status: fc.constantFrom(...stages.flatMap((stage) => [...stageStatuses[stage]])),
  documentType: fc.constantFrom('invoice', 'credit-note', 'Invoice', ''),
  currency: fc.constantFrom('EUR', 'JPY', 'eur', 'EURO', 'XXX'),
  vendor: fc.record({ id: sentText, name: sentText }, { requiredKeys: ['id'] }),
  paymentTerms: fc.record(
    {
      code: fc.oneof(anyText, fc.constantFrom('2/10 NET30', '2/10 EOM', 'NET30 THEN EOM', 'EOM+10')),
      netDays: fc.oneof(fc.integer({ min: -1, max: 1_000 }), fc.double()),
      discountPercent: fc.oneof(decimalText, fc.double({ min: 0, max: 101, noNaN: true })),
      discountDays: fc.integer({ min: 0, max: 999 }),
    },
    { requiredKeys: [] },
  ),
  attributes: fc.dictionary(fc.oneof(anyText, fc.stringMatching(/^[a-z]{1,5}$/)), sentText, { maxKeys: 22 }),
};

/** A field and what it is set to: mostly something of its own kind. */
const change: fc.Arbitrary<readonly [string, unknown]> = fc.oneof(
  ...fieldNames.map((name) => {
    const own = Object.hasOwn(ofItsKind, name) ? ofItsKind[name] : undefined;
    const value = fc.oneof({ weight: 6, arbitrary: own ?? anyValue }, { weight: 1, arbitrary: anyValue });
    return fc.tuple(fc.constant(name), value);
  }),
);

/** A body for a stage: what it takes with some fields changed, as JSON that may be damaged. */
function bodyFor(stage: Stage): fc.Arbitrary<Buffer> {
  const right = Object.entries({ ...validEvent, status: stageStatuses[stage][0] });
  const event = fc
    .array(change, { maxLength: 2 })
    .map((changes) => Object.fromEntries([...right, ...changes]));
  const twice = fc
    .tuple(event, change)
    .map(
      ([each, [name, value]]) =>
        `${JSON.stringify(each).slice(0, -1)},${JSON.stringify(name)}:${JSON.stringify(value)}}`,
    );
  const json: fc.Arbitrary<string> = fc.oneof(
    { weight: 8, arbitrary: event.map((each) => JSON.stringify(each)) },
    { weight: 1, arbitrary: event.map((each) => JSON.stringify(each, null, '\t')) },
    { weight: 2, arbitrary: fc.array(event, { maxLength: 11 }).map((events) => JSON.stringify({ events })) },
    { weight: 1, arbitrary: twice },
    { weight: 1, arbitrary: fc.json() },
  );
  return fc.oneof(
    { weight: 14, arbitrary: json.map((text) => Buffer.from(text)) },
    { weight: 3, arbitrary: fc.tuple(json, damage).map(([text, harm]) => harm(Buffer.from(text))) },
    { weight: 1, arbitrary: json.map((text) => Buffer.from(text, 'utf16le')) },
    { weight: 1, arbitrary: json.map((text) => Buffer.from(text, 'latin1')) },
  );
}

function pathFor(stage: Stage): fc.Arbitrary<string> {
  const right = `/invoices/${stage}`;
  return fc.oneof(
    { weight: 18, arbitrary: fc.constant(right) },
    { weight: 1, arbitrary: fc.constantFrom(`/${right}`, `${right}/`, '/', '/invoices//', '/%') },
    { weight: 1, arbitrary: anyText.map((text) => `/invoices/${encodeURIComponent(text.toWellFormed())}`) },
  );
}

const headers: fc.Arbitrary<Readonly<Record<string, string>>> = fc.oneof(
  { weight: 10, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.record(
      {
        'content-type': fc.constantFrom(
          'application/json; charset=iso-8859-1',
          'text/plain',
          '',
          'APPLICATION/JSON',
        ),
        'content-encoding': fc.constantFrom('gzip', 'br', 'identity', 'gzip, gzip', ''),
        'x-api-key': fc.constantFrom('secret of demo', 'nobody'),
      },
      { requiredKeys: [] },
    ),
  },
);

/** Any request, most of them nearly right. */
export const edgeRequest: fc.Arbitrary<EdgeRequest> = fc.oneof(
  ...stages.map((stage) =>
    fc
      .record({ path: pathFor(stage), body: bodyFor(stage), headers, zipped: fc.boolean() })
      .map(({ zipped, body, ...request }) => ({
        ...request,
        body: zipped && request.headers['content-encoding'] === 'gzip' ? gzipSync(body) : body,
      })),
  ),
);

/** The events that a body says, as a plain reading of it has them. */
function eventsIn({ body: bytes, headers: sent }: EdgeRequest): readonly unknown[] {
  const plain = sent['content-encoding'] === 'gzip' && bytes.length > 0 ? gunzipSync(bytes) : bytes;
  const posted = JSON.parse(plain.toString('utf8'));
  return Array.isArray(posted.events) ? posted.events : [posted];
}

/**
 * POSTs the request.
 * @returns whether it was accepted
 * @throws when it was answered with a fault of the cell, or what reached the bus is not what was
 * sent, or not what the functions can take
 */
export async function judgeRequest(cell: Harness, request: EdgeRequest): Promise<boolean> {
  cell.bus.forget();
  cell.faults.length = 0;
  const reply = await cell.send(request);
  deepStrictEqual(cell.faults, []);
  if (reply.status !== 202) {
    ok(reply.status >= 400 && reply.status < 500, `it answered ${reply.status}`);
    ok(typeof bodyOf(reply).title === 'string', 'the reply has no title');
    deepStrictEqual(cell.bus.entries, []);
    return false;
  }
  const details = cell.bus.entries.map(({ Detail = '' }) => JSON.parse(Detail));
  deepStrictEqual(
    details.map((detail) => detail.event),
    eventsIn(request),
  );
  for (const detail of details) {
    const fact = factOfBusEvent(JSON.stringify({ id: 'entry', detail }));
    deepStrictEqual(fact.event, detail.event);
    headOf(decidedTimeline([fact]));
  }
  return true;
}
