import { anyEventSchema, eventSchema } from './event.ts';
import { batchExample, examples } from './examples.ts';
import {
  acceptedSchema,
  decisionSchema,
  factSchema,
  headSchema,
  historySchema,
  problemSchema,
} from './replies.ts';
import { maxEventsPerRequest } from './request.ts';
import { type Stage, stages } from './stages.ts';
import { schemaVersion } from './version.ts';

function ref(name: string) {
  return { $ref: `#/components/schemas/${name}` };
}
function json(schema: object, more: object = {}) {
  return { 'application/json': { schema, ...more } };
}

function problem(description: string, headers?: object) {
  return {
    description,
    ...(headers && { headers }),
    content: { 'application/problem+json': { schema: ref('Problem') } },
  };
}

const retryAfter = {
  'Retry-After': {
    description: 'Seconds to wait before sending the request again.',
    schema: { type: 'integer', minimum: 0 },
  },
};

const refusals = {
  403: problem('The x-api-key header is missing, or its key is not valid here or not for this stage.'),
  429: problem('Faster than the usage plan allows. Send it again after Retry-After.', retryAfter),
  503: problem(
    'The service behind the API did not take everything. Send the whole request again: nothing is counted twice.',
    retryAfter,
  ),
  504: problem(
    'The service behind the API did not answer in time. Send the whole request again: nothing is counted twice.',
    retryAfter,
  ),
};

function eventName(stage: Stage): string {
  return `${stage[0]?.toUpperCase()}${stage.slice(1)}Event`;
}

function requestBody(stage: Stage) {
  const event = ref(eventName(stage));
  const batch = {
    type: 'object',
    properties: { events: { type: 'array', minItems: 1, maxItems: maxEventsPerRequest, items: event } },
    required: ['events'],
    additionalProperties: false,
  };
  return {
    required: true,
    content: json(
      { oneOf: [event, batch] },
      {
        examples: {
          one: { summary: 'One event', value: examples[stage] },
          ...(stage === 'ingestion' && { several: { summary: 'Several events', value: batchExample } }),
        },
      },
    ),
  };
}

function postOperation(stage: Stage) {
  return {
    post: {
      operationId: `post${eventName(stage)}`,
      tags: ['events'],
      summary: `Report what happened to an invoice at ${stage}`,
      description:
        'All events of a request are accepted or none. Sending the same event again changes nothing, so every request may be repeated.',
      requestBody: requestBody(stage),
      responses: {
        202: {
          description: 'Accepted and stored. It shows in the history and the dashboards within two minutes.',
          content: json(ref('Accepted')),
        },
        400: problem(
          'The body is not what this route takes; `errors` is text that names every bad field. Nothing was accepted.',
        ),
        ...refusals,
        404: problem('There is no such route or method.'),
        413: {
          description: 'The body is larger than 64 KB. Send fewer events in a request.',
          content: json(ref('Problem')),
        },
        415: problem('Not JSON: send Content-Type: application/json.'),
      },
    },
  };
}

const historyOperation = {
  get: {
    operationId: 'getInvoiceHistory',
    tags: ['invoices'],
    summary: 'The whole history of an invoice',
    parameters: [
      {
        name: 'invoiceId',
        in: 'path',
        required: true,
        schema: anyEventSchema.properties.invoiceId,
        example: examples.ingestion.invoiceId,
      },
    ],
    responses: {
      200: { description: 'The state of the invoice and every event.', content: json(ref('InvoiceHistory')) },
      400: problem('That is not an invoice id.'),
      ...refusals,
      404: problem('No event of this invoice has been processed.'),
    },
  },
};

/** The event of a stage in the words of JSON Schema 2020-12, which OpenAPI 3.1 speaks. */
function describedEvent(stage: Stage) {
  const { dependencies, ...event } = eventSchema(stage);
  return { ...event, dependentSchemas: dependencies };
}

/** Repeated objects become references, so that readers and client generators meet them once. */
const schemas = {
  ...Object.fromEntries(stages.map((stage) => [eventName(stage), describedEvent(stage)])),
  InvoiceEvent: anyEventSchema,
  Accepted: acceptedSchema,
  Problem: problemSchema,
  InvoiceHead: headSchema,
  Fact: {
    ...factSchema,
    properties: { ...factSchema.properties, event: ref('InvoiceEvent') },
  },
  ConflictDecision: decisionSchema,
  InvoiceHistory: {
    ...historySchema,
    properties: {
      ...historySchema.properties,
      head: ref('InvoiceHead'),
      events: { ...historySchema.properties.events, items: ref('Fact') },
      decisions: { ...historySchema.properties.decisions, items: ref('ConflictDecision') },
    },
  },
};

/**
 * The OpenAPI 3.1 description of a cell's API, made from the same schemas that its gateway
 * enforces.
 * @param cell name of the cell, for the title
 * @param serverUrl address of the API, e.g. http://127.0.0.1:8787
 */
export function openApiDocument({ serverUrl, cell }: { serverUrl?: string; cell?: string } = {}) {
  return {
    openapi: '3.1.0',
    info: {
      title: cell === undefined ? 'Invoice events' : `Invoice events (cell ${cell})`,
      version: schemaVersion,
      description: 'Report every status event of every invoice, and read the history of any of them.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    ...(serverUrl !== undefined && { servers: [{ url: serverUrl }] }),
    security: [{ apiKey: [] }],
    tags: [
      { name: 'events', description: 'What upstream systems report.' },
      { name: 'invoices', description: 'What became of it.' },
    ],
    paths: {
      ...Object.fromEntries(stages.map((stage) => [`/invoices/${stage}`, postOperation(stage)])),
      '/invoices/{invoiceId}': historyOperation,
    },
    components: {
      schemas,
      securitySchemes: { apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' } },
    },
  };
}
