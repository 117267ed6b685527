import { anyEventSchema, eventSchema } from './event.ts';
import type { Stage } from './stages.ts';

/** Most events one request may carry: PutEvents takes no more entries. */
export const maxEventsPerRequest = 10;

const fields = Object.keys(anyEventSchema.properties);

/**
 * The body of `POST /invoices/{stage}`: one event, or `{"events": [1–10 events]}`; the API Gateway model.
 *
 * `oneOf` and `anyOf` would tell the client no more than that its body matched neither form, and API Gateway
 * does not promise them. So both forms' properties stand side by side, and dependencies keep them apart: whoever names
 * one field of an event must name every required one, and whoever names `events` may name nothing else.
 * That way a validator reports each missing or wrong field by its name.
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
    dependencies: {
      ...Object.fromEntries(fields.map((field) => [field, event.required])),
      events: { maxProperties: 1 },
    },
  };
}
