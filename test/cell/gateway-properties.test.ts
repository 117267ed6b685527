import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { bodyOf, envelopeOf, type Harness, openGateway, validEvent } from './gateway-harness.ts';

let cell: Harness;

beforeAll(async () => {
  cell = await openGateway();
});

async function post(body: unknown) {
  cell.bus.entries = [];
  return cell.send({ body });
}

/** Text the contract takes: no controls, no half surrogates. */
const text = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 60 })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is not taken
  .map((each) => each.toWellFormed().replace(/[\u0000-\u001f\u007f]/g, '.'));

const awkward = fc.constantFrom(
  'it\'s "quoted" \\ and \\\' and \\" and \\\\\'',
  'line\u2028and\u2029separators',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what Velocity would take for its own
  '$context.requestId $input.body #set($x = 1) ${event} $!{util}',
  'é ß 漢字 😀 \ufeff \u00a0 \uffff',
  '</script><!-- \\u0041 \\n %20 &amp;',
  "''''\\'\\'\\",
);

const event = fc
  .record(
    {
      eventId: fc.stringMatching(/^[!-~]{1,40}$/),
      vendor: fc.record(
        { id: fc.oneof(text, awkward), name: fc.oneof(text, awkward) },
        { requiredKeys: ['id'] },
      ),
      attributes: fc.dictionary(
        fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.-]{0,20}$/),
        fc.oneof(text, awkward),
        {
          maxKeys: 5,
          noNullPrototype: true,
        },
      ),
      paymentTerms: fc.record({ netDays: fc.nat(999) }),
    },
    { requiredKeys: ['eventId', 'vendor'] },
  )
  .map((fields) => ({ ...validEvent, ...fields }));

describe('For any valid event', () => {
  test('the detail on the bus holds exactly the event that was posted', async () => {
    await fc.assert(
      fc.asyncProperty(event, async (each) => {
        const reply = await post(each);
        expect(reply.status, String(reply.body)).toBe(202);
        expect(envelopeOf(cell.bus.entries[0]).event).toEqual(each);
      }),
      { numRuns: 300 },
    );
  });

  test('a batch of them arrives whole and in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 10 }), async (events) => {
        const reply = await post({ events });
        expect(bodyOf(reply)).toMatchObject({ accepted: events.length });
        expect(cell.bus.entries.map((entry) => envelopeOf(entry).event)).toEqual(events);
      }),
      { numRuns: 100 },
    );
  });

  test('escaping characters as JSON allows changes nothing', async () => {
    const escaped = (json: string) =>
      json.replace(/[^ -~\n]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);
    await fc.assert(
      fc.asyncProperty(event, async (each) => {
        expect((await post(escaped(JSON.stringify(each, null, 2)))).status).toBe(202);
        expect(envelopeOf(cell.bus.entries[0]).event).toEqual(each);
      }),
      { numRuns: 100 },
    );
  });
});

describe('For any body whatever', () => {
  const refusedCleanly = async (body: unknown) => {
    const reply = await post(body);
    expect([202, 400]).toContain(reply.status);
    if (reply.status === 202) return;
    expect(bodyOf(reply)).toMatchObject({ code: 'INVALID_BODY', errors: expect.stringMatching(/^\[.+\]$/s) });
    expect(cell.bus.entries).toEqual([]);
  };

  test('JSON values are answered with a problem and never reach the bus', async () => {
    await fc.assert(fc.asyncProperty(fc.json({ maxDepth: 4 }), refusedCleanly), {
      numRuns: 300,
      examples: [['[{"__proto__":""}]']],
    });
  });

  test('bytes are answered with a problem and never reach the bus', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), (bytes) => refusedCleanly(Buffer.from(bytes))),
      { numRuns: 300 },
    );
  });

  test('an event with one field replaced reaches the bus only as it was posted', async () => {
    const field = fc.constantFrom(...Object.keys(validEvent), 'attributes', 'events', '__proto__', 'other');
    await fc.assert(
      fc.asyncProperty(field, fc.jsonValue({ maxDepth: 3 }), async (name, value) => {
        const { [name]: _, ...rest } = validEvent as Record<string, unknown>;
        const body = `${JSON.stringify(rest).slice(0, -1)},${JSON.stringify(name)}:${JSON.stringify(value)}}`;
        await refusedCleanly(body);
        const [entry] = cell.bus.entries;
        if (entry) expect(envelopeOf(entry).event).toEqual(JSON.parse(body));
      }),
      { numRuns: 500 },
    );
  });

  test('a field named twice is always refused', async () => {
    const name = fc.constantFrom(...Object.keys(validEvent));
    await fc.assert(
      fc.asyncProperty(name, fc.constantFrom('', ' ', '\n\t'), async (field, space) => {
        const reply = await post(
          JSON.stringify(validEvent).replace('{', `{"${field}"${space}:${space}null,`),
        );
        expect(bodyOf(reply).errors).toBe(`[${field}: appears more than once]`);
      }),
    );
  });

  test('a broken event, byte by byte, is never accepted as something else', async () => {
    const bytes = Buffer.from(JSON.stringify(validEvent));
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), async (index, byte) => {
        const broken = Buffer.from(bytes);
        broken[index] = byte;
        await refusedCleanly(broken);
        const [entry] = cell.bus.entries;
        if (entry) expect(envelopeOf(entry).event).toEqual(JSON.parse(broken.toString('utf8')));
      }),
      { numRuns: 500 },
    );
  });
});
