import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { documentTypes } from './document-types.ts';
import * as patterns from './patterns.ts';
import { type Stage, type Status, stageStatuses, stages } from './stages.ts';

function text(maxLength: number, description: string) {
  return { type: 'string', minLength: 1, maxLength, pattern: patterns.text, description } as const;
}

function date(description: string) {
  return { type: 'string', maxLength: 10, pattern: patterns.date, description } as const;
}

function days(description: string) {
  return { type: 'integer', minimum: 0, maximum: 999, description } as const;
}

const vendor = {
  type: 'object',
  description: 'Who sent the invoice.',
  properties: {
    id: text(128, "The producer's own id of the vendor."),
    name: text(256, 'Name of the vendor.'),
    country: {
      type: 'string',
      maxLength: 2,
      pattern: patterns.country,
      description: 'ISO 3166-1 alpha-2, e.g. DE.',
    },
  },
  required: ['id'],
  additionalProperties: false,
} as const;

const paymentTerms = {
  type: 'object',
  description: 'When the invoice is due. The other fields take precedence over the code.',
  properties: {
    code: text(
      64,
      'E.g. NET30, 2/10 NET30, EOM, 10 EOM, NET30 THEN EOM. A code nobody knows gives no due date.',
    ),
    netDays: days('Days until the invoice is due, counted as the code says.'),
    discountPercent: {
      type: ['string', 'number'],
      minimum: 0,
      maximum: 100,
      maxLength: 8,
      pattern: patterns.percent,
      description: 'Discount for paying early, in per cent.',
    },
    discountDays: days('Days within which the discount is granted, counted as the code says.'),
  },
  minProperties: 1,
  additionalProperties: false,
} as const;

const source = {
  type: 'object',
  description: 'Where the event comes from.',
  properties: {
    system: text(128, 'The system that sent the event.'),
    actor: { type: 'string', enum: ['human', 'system'], description: 'Who caused the event.' },
    correlationId: text(128, 'Ties the event to a trace of the producer.'),
  },
  minProperties: 1,
  additionalProperties: false,
} as const;

const attributes = {
  type: 'object',
  description: 'Anything else the producer wants to store, e.g. purchaseOrderAmount, approver.',
  maxProperties: 20,
  patternProperties: {
    [patterns.attributeName]: {
      type: 'string',
      maxLength: 256,
      pattern: patterns.text,
      description: 'Text without control characters.',
    },
  },
  additionalProperties: false,
} as const;

const allStatuses: readonly Status[] = stages.flatMap((stage): readonly Status[] => stageStatuses[stage]);

/**
 * The event as POSTed, at any stage. Keywords: only those that API Gateway REST models accept (JSON
 * Schema draft-04).
 */
export const anyEventSchema = {
  type: 'object',
  properties: {
    eventId: text(128, "The producer's own id of the event, the idempotency key: no control characters."),
    invoiceId: {
      type: 'string',
      minLength: 1,
      maxLength: 128,
      pattern: patterns.invoiceId,
      description: `The producer's own id of the invoice: no control characters, and none of '.', '..', ${stages.map((stage) => `'${stage}'`).join(', ')}.`,
    },
    status: { type: 'string', enum: allStatuses, description: 'What happened at this stage.' },
    occurredAt: {
      type: 'string',
      maxLength: 35,
      pattern: patterns.instant,
      description: 'When it happened: RFC 3339 with offset, e.g. 2026-03-02T09:15:00.000+01:00.',
    },
    amount: {
      type: 'string',
      maxLength: 26,
      pattern: patterns.decimal,
      description:
        "Decimal text, never a JSON number, so that it stays exact. Always the invoice's, whatever was paid; negative for a credit note.",
    },
    currency: {
      type: 'string',
      maxLength: 3,
      pattern: patterns.currency,
      description: 'ISO 4217, e.g. EUR.',
    },
    vendor,
    paymentTerms,
    invoiceDate: date('Date on the invoice: YYYY-MM-DD.'),
    dueDate: date('Day the invoice is due: YYYY-MM-DD. Wins over the payment terms.'),
    source,
    attributes,
    documentType: {
      type: 'string',
      enum: documentTypes,
      description: 'What the document is. Unless any event says, a negative amount makes a credit note.',
    },
    paidAmount: {
      type: 'string',
      maxLength: 26,
      pattern: patterns.decimal,
      description:
        'Only with the status paid: what was paid, in the currency of the event, decimal text. Without it everything that was open is paid.',
    },
  },
  required: ['eventId', 'invoiceId', 'status', 'occurredAt', 'amount', 'currency', 'vendor'],
  additionalProperties: false,
} as const satisfies JSONSchema;

/**
 * What one field of an event demands of another, beside the field that demands it. Each alternative
 * looks at one field, so that a validator names both; that `paidAmount` is known at posting only is
 * said by the properties.
 */
const demands = {
  documentType: {
    anyOf: [
      { properties: { documentType: { not: { enum: ['credit-note'] } } } },
      {
        properties: {
          amount: { pattern: patterns.notPositive, description: 'Not positive for a credit note.' },
        },
      },
    ],
  },
  paidAmount: {
    anyOf: [{ properties: { status: { enum: ['paid'] } } }, { properties: { paidAmount: { not: {} } } }],
  },
} as const;

/**
 * The event as POSTed at one stage: with only that stage's statuses, and without what belongs to
 * another stage.
 */
export function eventSchema(stage: Stage) {
  const { paidAmount, ...properties } = anyEventSchema.properties;
  const isPosting = stage === 'posting';
  return {
    ...anyEventSchema,
    properties: {
      ...properties,
      ...(isPosting && { paidAmount }),
      status: { ...properties.status, enum: stageStatuses[stage] },
    },
    dependencies: {
      documentType: demands.documentType,
      ...(isPosting && { paidAmount: demands.paidAmount }),
    },
  };
}

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** The event as POSTed, at any stage. */
export type InvoiceEvent = DeepReadonly<FromSchema<typeof anyEventSchema>>;
