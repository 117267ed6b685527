import { documentTypes } from './document-types.ts';
import { anyEventSchema } from './event.ts';
import { awaitedSteps, stages } from './stages.ts';

function text(description?: string) {
  return { type: 'string', ...(description && { description }) };
}
function instant(description: string) {
  return { type: 'string', format: 'date-time', description };
}
function date(description: string) {
  return { type: 'string', format: 'date', description };
}
function decimal(description: string) {
  return { type: 'string', description };
}
function count(description: string) {
  return { type: 'integer', minimum: 0, description };
}

/** An object with exactly these properties; those not listed as optional are required. */
function object<P extends Readonly<Record<string, object>>>(
  properties: P,
  ...optional: readonly (keyof P)[]
) {
  return {
    type: 'object',
    properties,
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
  };
}

const stage = { type: 'string', enum: stages };
const { status } = anyEventSchema.properties;

/** 202: every event of the request is accepted and stored. */
export const acceptedSchema = object({
  requestId: text('Id of the request, for questions about it.'),
  accepted: count('Number of events accepted.'),
});

/** Every other reply: an RFC 9457 problem. */
export const problemSchema = object(
  {
    type: text(),
    title: text(),
    status: { type: 'integer', minimum: 400, maximum: 599 },
    code: text('Stable, for programs.'),
    detail: text('What went wrong and what to do next, for people.'),
    errors: text('What the validator found, field by field.'),
    requestId: text('Absent when the firewall answers.'),
  },
  'title',
  'status',
  'errors',
  'requestId',
);

const stageTimesSchema = object(
  {
    enteredAt: instant('First event of the stage.'),
    leftAt: instant('Next event of a later stage, or the payment that settled the invoice.'),
    dwellMs: count('Milliseconds between the two.'),
  },
  'leftAt',
  'dwellMs',
);

/** The current state of an invoice, projected from all its events. */
export const headSchema = object(
  {
    invoiceId: text(),
    eventCount: count('Distinct events, those that do not count included.'),
    decisionCount: count('Decisions about its conflicts; missing without any.'),
    stage,
    status,
    statusSince: instant('Since when the status has held.'),
    waitsFor: {
      type: 'string',
      enum: awaitedSteps,
      description: 'The next step; missing when nothing is awaited.',
    },
    waitsSince: instant('Since when it has been in this stage; missing when nothing is awaited.'),
    deadline: instant('Until when it may stay in this stage; missing when nothing is awaited.'),
    stages: {
      type: 'object',
      properties: Object.fromEntries(stages.map((name) => [name, stageTimesSchema])),
      additionalProperties: false,
    },
    amount: decimal('Of the latest event.'),
    currency: text('ISO 4217.'),
    documentType: { type: 'string', enum: documentTypes },
    paidAmount: decimal('Sum of what payments say they paid; missing while none says.'),
    openAmount: decimal('Still to be paid; "0" once settled.'),
    overpaidAmount: decimal('What was paid beyond the amount; missing when nothing was.'),
    vendorId: text(),
    dueDate: date('By the terms, or as stated.'),
    discountDate: date('Last day of the discount.'),
    exceptions: count('Events with an exception status.'),
    conflicts: {
      type: 'array',
      items: text(),
      description: 'Event ids used for more than one content, unless that is settled.',
    },
    updatedAt: instant('Newest receipt among the events that count.'),
  },
  'decisionCount',
  'waitsFor',
  'waitsSince',
  'deadline',
  'paidAmount',
  'overpaidAmount',
  'dueDate',
  'discountDate',
);

/** An event as it is stored: as POSTed, with where and when it was accepted. */
export const factSchema = object({
  schemaVersion: text(),
  stage,
  receivedAt: instant('When the API accepted the event.'),
  requestId: text(),
  producer: text('Name of the producer whose API key it was.'),
  cell: text(),
  region: text(),
  accountId: text(),
  event: anyEventSchema,
  entryId: text("The bus's id of this acceptance."),
  digest: text('SHA-256 of the canonical JSON (RFC 8785) of the event.'),
});

/** What somebody decided about an event id that came with more than one content. */
export const decisionSchema = object(
  {
    invoiceId: text(),
    eventId: text(),
    digests: { type: 'array', items: text(), description: 'Of the contents that the decision covers.' },
    choice: { type: 'string', enum: ['all', 'one'], description: 'Which contents count.' },
    counts: text('Digest of the one that counts; with the choice `one` only.'),
    reason: text(),
    by: text('Who decided.'),
    at: instant('When.'),
  },
  'counts',
);

/** `GET /invoices/{invoiceId}`. */
export const historySchema = object({
  invoiceId: text(),
  head: headSchema,
  events: {
    type: 'array',
    minItems: 1,
    items: factSchema,
    description: 'Every distinct event, in the order things happened.',
  },
  decisions: {
    type: 'array',
    items: decisionSchema,
    description: 'What was decided about conflicting contents; the last one about an event is in force.',
  },
  disregarded: {
    type: 'array',
    items: text(),
    description: 'Digests of the events that do not count, because another content was declared to.',
  },
  digest: text(
    'SHA-256 of the canonical JSON (RFC 8785) of envelopes, digests of events and decisions: the same as long as nothing is added.',
  ),
});
