import { anyEventSchema } from './event.ts';
import { awaitedSteps, stages } from './stages.ts';

/**
 * What operations announce on a cell's bus, for anyone's rules: the `detail-type`, and the schema of
 * its `detail`. The `source` is `bems.operations`. Properties may be added to a schema, never taken
 * away or changed.
 */
export const announcementTypes = ['InvoiceStuck', 'InvoiceUnstuck'] as const;

export type AnnouncementType = (typeof announcementTypes)[number];

/** Why an invoice is no longer stuck. */
export const unstuckReasons = ['settled', 'closed', 'moved', 'rescheduled'] as const;

export type UnstuckReason = (typeof unstuckReasons)[number];

const { invoiceId, status, currency, vendor } = anyEventSchema.properties;
const stage = { type: 'string', enum: stages };
const instant = (description: string) => ({ type: 'string', format: 'date-time', description });
const id = {
  type: 'string',
  pattern: '^[0-9a-f]{64}$',
  description: 'Identifies the announcement. One that comes again has the same id: drop it.',
};

/** Every property is required unless it is listed as optional. */
function detailSchema<P extends Readonly<Record<string, object>>>(
  title: AnnouncementType,
  description: string,
  properties: P,
  ...optional: readonly (keyof P)[]
) {
  return {
    $schema: 'http://json-schema.org/draft-04/schema#',
    title,
    description,
    type: 'object',
    properties,
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
  };
}

const stuckSchema = detailSchema(
  'InvoiceStuck',
  'An invoice is past the deadline of its stage. Announced once per deadline.',
  {
    id,
    invoiceId,
    stage,
    status,
    waitsFor: { type: 'string', enum: awaitedSteps, description: 'The step that has not come.' },
    waitsSince: instant('Since when the invoice has been in its stage.'),
    deadline: instant('Until when the step should have come.'),
    amount: { type: 'string', description: 'What remains to be paid, decimal text.' },
    currency,
    vendorId: vendor.properties.id,
    detectedAt: instant('When the cell noticed.'),
  },
);

const unstuckSchema = detailSchema(
  'InvoiceUnstuck',
  'An invoice that was announced as stuck no longer is: at least not past that deadline.',
  {
    id,
    stuckId: { type: 'string', description: 'The `id` of the InvoiceStuck that this one ends.' },
    invoiceId,
    reason: {
      type: 'string',
      enum: unstuckReasons,
      description:
        'settled: nothing remains to be paid. closed: nothing is awaited, as after a rejection. moved: it is in another stage. rescheduled: it has another deadline in the same stage.',
    },
    stage: { ...stage, description: 'Where the invoice is now.' },
    status,
    deadline: instant('Its new deadline; missing when nothing is awaited.'),
    detectedAt: instant('When the cell noticed.'),
  },
  'deadline',
);

/** The JSON Schema (draft-04) of each announcement's `detail`. */
export const announcementSchemas = {
  InvoiceStuck: stuckSchema,
  InvoiceUnstuck: unstuckSchema,
} as const satisfies Record<AnnouncementType, object>;
