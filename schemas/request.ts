import { eventSchema } from './event.ts';
import type { Stage } from './stages.ts';

/** The limit of PutEvents. */
export const maxEventsPerRequest = 10;

/**
 * The body of `POST /invoices/{stage}`: one event, or `{"events": [1–10 events]}`; the API Gateway
 * model.
 *
 * `oneOf` and `anyOf` would only tell the client that its body matched neither form, and API
 * Gateway does not promise to support them. So the properties of both forms stand side by side, and
 * dependencies keep them apart: a body with one field of an event must have every required one, and
 * a body with `events` may have nothing else. A validator can then report each missing or wrong
 * field by its name.
 */
export function requestSchema(stage: Stage) {
  const event = eventSchema(stage);
  return {
    $schema: 'http://json-schema.org/draft-04/schema#',
    title: `${stage} request`,
    type: 'object',
    properties: {
      ...event.properties,
      events: { type: 'array', minItems: 1, maxItems: maxEventsPerRequest, items: event },
    },
    additionalProperties: false,
    minProperties: 1,
    dependencies: { ...dependenciesOf(event), events: { maxProperties: 1 } },
  };
}

/** A field of an event demands every required one, besides what it demands in any event. */
function dependenciesOf({ properties, required, dependencies }: ReturnType<typeof eventSchema>) {
  const demands = new Map<string, object>(Object.entries(dependencies));
  return Object.fromEntries(
    Object.keys(properties).map((field) => {
      const demand = demands.get(field);
      return [field, demand ? { required, ...demand } : required];
    }),
  );
}
