import type { DeadLetterKind } from '../../../functions/core/names.ts';

/** Where a letter goes when it is sent back, by what gave it up. */
export const wayTexts: Readonly<Record<DeadLetterKind, string>> = {
  relay: 'to the queue of the relay',
  subscription: 'to the queue that the topic could not deliver to',
  processor: 'to the queue of its processor',
  records: 'to the queue of records that were put off',
  downstream: 'to the queue of the calls to its downstream',
  rules: 'to the queue that the rule could not deliver to',
  bus: 'to every queue that a rule of the bus sends it to now',
  unrouted: 'to the partition that takes it now, if there is one',
  archive: 'to the archive’s stream',
  scheduler: 'nowhere: the next run has done its work',
  router: 'nowhere: look at the alarms as they are now',
  alerts: 'nowhere: an announcement is not repeated',
};
