import type { FromSchema } from 'json-schema-to-ts';
import { stageStatuses, stages } from '../../schemas/stages.ts';

const sourceProperties = {
  event: { type: 'string', minLength: 1, description: 'Name of an attribute of the event.' },
  case: { type: 'string', minLength: 1, description: 'Name of an attribute of the case.' },
  default: {
    type: 'string',
    description: 'What to take when neither is there, in the form of the contract whatever the file writes.',
  },
  match: {
    type: 'array',
    minItems: 1,
    description:
      'Turns what was found into something else: the first pattern that fits; nothing when none does.',
    items: {
      type: 'object',
      properties: {
        pattern: {
          type: 'string',
          description: 'A regular expression in the syntax of RE2, which takes linear time.',
        },
        value: { type: 'string' },
      },
      required: ['pattern', 'value'],
      additionalProperties: false,
    },
  },
} as const;

const source = {
  type: 'object',
  description: 'Where a value comes from: the first that is there of the event, the case and the default.',
  properties: sourceProperties,
  minProperties: 1,
  additionalProperties: false,
} as const;

const amount = {
  ...source,
  properties: {
    ...sourceProperties,
    roundTo: {
      type: 'integer',
      minimum: 0,
      maximum: 6,
      description: 'Rounds half to even to so many decimals. When left out, more than six are refused.',
    },
  },
} as const;

const date = {
  ...source,
  properties: {
    ...sourceProperties,
    format: { type: 'string', minLength: 1, description: 'How the file writes it, e.g. dd.MM.yyyy.' },
  },
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
    decimalMark: {
      type: 'string',
      enum: ['.', ','],
      description:
        'What stands before the decimals; the other then separates groups of three digits. A dot, and nothing between thousands, when left out.',
    },
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
      description:
        'E.g. dd.MM.yyyy HH:mm:ss, d MMM yyyy h:mm a. Four digits of the year, and nothing left open.',
    },
    zone: {
      type: 'string',
      minLength: 1,
      description:
        'What times without an offset are in, and where days of times with one are told: Europe/Amsterdam, UTC+1. Times are in UTC when left out.',
    },
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
        eventId: { ...source, description: 'An id that the log gives each event; see ids when left out.' },
        amount,
        paidAmount: { ...amount, description: 'What a payment paid; looked for in paid events only.' },
        documentType: { ...source, description: 'invoice or credit-note.' },
        currency: source,
        vendor: {
          type: 'object',
          properties: { id: source, name: source, country: source },
          required: ['id'],
          additionalProperties: false,
        },
        paymentTerms: source,
        invoiceDate: date,
        dueDate: date,
        system: source,
        actor: source,
        attributes: { type: 'object', maxProperties: 20, additionalProperties: source },
      },
      required: ['amount', 'currency', 'vendor'],
      additionalProperties: false,
    },
    ids: {
      type: 'string',
      enum: ['position', 'content'],
      description:
        "What an event's id is made of beside its case: its position in the case (when left out), or its activity and time.",
    },
    timestamp,
    csv,
  },
  required: ['activities', 'fields'],
  additionalProperties: false,
} as const;

export type Mapping = FromSchema<typeof mappingSchema>;
export type ValueSource = FromSchema<typeof source>;
export type AmountSource = FromSchema<typeof amount>;
export type DateSource = FromSchema<typeof date>;
