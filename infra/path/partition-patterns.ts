import { busDetailType, busSource } from '../../functions/core/names.ts';
import { isObject } from '../../lib/json.ts';
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
 * The EventBridge pattern of everything on the bus that is no event of a known stage. Together with
 * partitions that leave no gap, it leaves nothing on the bus unmatched.
 */
export const unroutedPattern = {
  $or: [
    { source: [{ 'anything-but': [busSource] }] },
    { 'detail-type': [{ 'anything-but': [busDetailType] }] },
    { detail: { stage: [{ 'anything-but': [...stages] }, { exists: false }] } },
  ],
};
