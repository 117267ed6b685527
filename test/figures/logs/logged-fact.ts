import { Ajv } from 'ajv';
import { digestOf } from '../../../functions/core/invoice/digest.ts';
import type { Fact } from '../../../functions/core/invoice/fact.ts';
import { eventSchema, type InvoiceEvent } from '../../../schemas/event.ts';
import { byStage, type Stage } from '../../../schemas/stages.ts';

const ajv = new Ajv({ strict: false });
const validators = byStage((stage) => ajv.compile<InvoiceEvent>(eventSchema(stage)));

/**
 * An event of a log as the cell takes it, a second after it happened.
 * @throws {RangeError} when the API would refuse it; names the field
 */
export function loggedFact(stage: Stage, producer: string, event: unknown): Fact {
  const isEvent = validators[stage];
  if (!isEvent(event))
    throw new RangeError(`${JSON.stringify(event)}: ${ajv.errorsText(isEvent.errors, { dataVar: 'event' })}`);
  const { invoiceId, eventId, occurredAt } = event;
  return {
    ...{ schemaVersion: '1.0', stage, producer, requestId: 'request' },
    ...{ cell: 'local', region: 'local', accountId: '000000000000' },
    receivedAt: new Date(Date.parse(occurredAt) + 1_000).toISOString(),
    entryId: `entry-${invoiceId}-${eventId}`,
    ...{ event, digest: digestOf(event) },
  };
}
