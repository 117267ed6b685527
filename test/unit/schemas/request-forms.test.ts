import AjvDraft04 from 'ajv-draft-04';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventSchema } from '../../../schemas/event.ts';
import { examples } from '../../../schemas/examples.ts';
import { maxEventsPerRequest, requestSchema } from '../../../schemas/request.ts';
import { stages } from '../../../schemas/stages.ts';

const ajv = new AjvDraft04.default({ strict: false });

/** The two forms of a request as the OpenAPI document has them. */
function oneOfBoth(event: object) {
  return {
    oneOf: [
      event,
      {
        type: 'object',
        properties: { events: { type: 'array', minItems: 1, maxItems: maxEventsPerRequest, items: event } },
        required: ['events'],
        additionalProperties: false,
      },
    ],
  };
}

describe.each(stages)('Given requests to %s, whole and broken', (stage) => {
  const enforced = ajv.compile(requestSchema(stage));
  const described = ajv.compile(oneOfBoth(eventSchema(stage)));
  const example: object = examples[stage];

  const kept = fc.subarray(Object.entries(example));
  const event = fc.oneof(
    fc.constant(example),
    kept.map((entries) => Object.fromEntries(entries)),
    kept.map((entries) => ({ ...Object.fromEntries(entries), unheardOf: 1 })),
  );
  const body = fc.oneof(
    event,
    fc.record({ events: fc.array(event, { maxLength: maxEventsPerRequest + 1 }) }),
    fc.tuple(event, fc.array(event, { maxLength: 2 })).map(([one, events]) => ({ ...one, events })),
    fc.jsonValue(),
  );

  test('When any is checked, Then the model takes just what the API description allows', () => {
    fc.assert(
      fc.property(body, (request) => {
        expect(enforced(request)).toBe(described(request));
      }),
    );
  });
});
