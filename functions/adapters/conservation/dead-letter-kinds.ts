import type { DeadLetterKind } from '../../core/names.ts';

/** The dead letters among which an event may be that never became visible, as far as they can be read. */
export const pathDeadLetterKinds: readonly DeadLetterKind[] = [
  'rules',
  'unrouted',
  'relay',
  'subscription',
  'processor',
  'records',
];
