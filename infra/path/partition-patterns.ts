import { busDetailType, busSource, operationsSource } from '../../functions/core/names.ts';
import { isObject } from '../../lib/json.ts';
import { announcementTypes } from '../../schemas/announcements.ts';
import { stages } from '../../schemas/stages.ts';
import { conditionsOf, type Partition } from '../cells/partitions.ts';

/** The EventBridge pattern of a partition's rule. */
export function partitionPattern({ stage, where = {} }: Partition) {
  const event: Record<string, unknown> = {};
  for (const [field, matchers] of conditionsOf(where)) {
    const [head, leaf] = field.split('.');
    if (head === undefined) continue;
    const parent = event[head];
    event[head] = leaf === undefined ? matchers : { ...(isObject(parent) ? parent : {}), [leaf]: matchers };
  }
  return {
    source: [busSource],
    'detail-type': [busDetailType],
    detail: { stage: [stage], ...(Object.keys(event).length > 0 && { event }) },
  };
}

/**
 * The EventBridge pattern of everything on the bus that is neither an event of a known stage nor an
 * announcement of the cell's operations. Together with partitions that leave no gap, it leaves
 * nothing else on the bus unmatched.
 */
export const unroutedPattern = {
  $or: [
    { source: [{ 'anything-but': [busSource, operationsSource] }] },
    { source: [operationsSource], 'detail-type': [{ 'anything-but': [...announcementTypes] }] },
    { source: [busSource], 'detail-type': [{ 'anything-but': [busDetailType] }] },
    { source: [busSource], detail: { stage: [{ 'anything-but': [...stages] }, { exists: false }] } },
  ],
};

/**
 * The EventBridge pattern of everything that the auditors' archive keeps: announcements are no events
 * of an invoice, and replayed events were kept before.
 */
export const archivePattern = {
  source: [{ 'anything-but': [operationsSource] }],
  'replay-name': [{ exists: false }],
};
