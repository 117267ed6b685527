import type { FromSchema } from 'json-schema-to-ts';
import { stageStatuses, stages } from '../../schemas/stages.ts';

const source = {
  type: 'object',
  description: 'Where a value comes from: the first that is there of the event, the case and the default.',
  properties: {
    event: { type: 'string', minLength: 1, description: 'Name of an attribute of the event.' },
    case: { type: 'string', minLength: 1, description: 'Name of an attribute of the case.' },
    default: { type: 'string', description: 'What to take when neither is there.' },
    match: {
      type: 'array',
      minItems: 1,
      description:
        'Turns what was found into something else: the first pattern that fits; nothing when none does.',
      items: {
        type: 'object',
        properties: {
          pattern: { type: 'string', description: 'A regular expression.' },
          value: { type: 'string' },
        },
        required: ['pattern', 'value'],
        additionalProperties: false,
      },
    },
  },
  minProperties: 1,
  additionalProperties: false,
} as const;

const activity = {
  type: 'object',
  properties: {
    stage: { type: 'string', enum: stages },
    status: { type: 'string', enum: stages.flatMap((stage) => [...stageStatuses[stage]]) },
  },
  required: ['stage', 'status'],
  additionalProperties: false,
} as const;

const csv = {
  type: 'object',
  description: 'How a CSV file is written. Columns may be named with the prefixes case and event.',
  properties: {
    delimiter: { type: 'string', minLength: 1, maxLength: 4 },
    encoding: { type: 'string', minLength: 1, description: 'E.g. utf-8, iso-8859-1.' },
    case: { type: 'string', minLength: 1, description: 'Column with the id of the case.' },
    activity: { type: 'string', minLength: 1, description: 'Column with the name of the activity.' },
    timestamp: { type: 'string', minLength: 1, description: 'Column with the time of the event.' },
    decimalMark: { type: 'string', enum: ['.', ','] },
  },
  additionalProperties: false,
} as const;

const timestamp = {
  type: 'object',
  description: 'How times are written where they are not ISO 8601 with an offset.',
  properties: {
    format: {
      type: 'string',
      minLength: 1,
      description: 'Tokens as in https://moment.github.io/luxon/#/parsing, e.g. dd.MM.yyyy HH:mm:ss',
    },
    zone: { type: 'string', minLength: 1, description: 'E.g. Europe/Amsterdam, UTC+1; UTC when left out.' },
  },
  additionalProperties: false,
} as const;

/**
 * A mapping file: which activity of an event log means which status of an invoice, and where its
 * fields come from.
 */
export const mappingSchema = {
  type: 'object',
  properties: {
    $schema: { type: 'string' },
    name: { type: 'string' },
    description: { type: 'string' },
    activities: { type: 'object', minProperties: 1, additionalProperties: activity },
    fields: {
      type: 'object',
      properties: {
        invoiceId: { ...source, description: 'The id of the case when left out.' },
        amount: source,
        currency: source,
        vendor: {
          type: 'object',
          properties: { id: source, name: source, country: source },
          required: ['id'],
          additionalProperties: false,
        },
        paymentTerms: source,
        invoiceDate: source,
        dueDate: source,
        system: source,
        actor: source,
        attributes: { type: 'object', maxProperties: 20, additionalProperties: source },
      },
      required: ['amount', 'currency', 'vendor'],
      additionalProperties: false,
    },
    timestamp,
    csv,
  },
  required: ['activities', 'fields'],
  additionalProperties: false,
} as const;

export type Mapping = FromSchema<typeof mappingSchema>;
export type ValueSource = FromSchema<typeof source>;
