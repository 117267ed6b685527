import type { Bug } from '../bug.ts';
import { conflictBugs } from './conflicts.ts';
import { diskBugs } from './disk.ts';
import { functionBugs } from './functions.ts';
import { messagingBugs } from './messaging.ts';
import { operationBugs } from './operations.ts';
import { storeBugs } from './stores.ts';

/** Every planted bug, in the order an event meets them. */
export const bugs: readonly Bug[] = [
  ...messagingBugs,
  ...diskBugs,
  ...functionBugs,
  ...storeBugs,
  ...operationBugs,
  ...conflictBugs,
];
