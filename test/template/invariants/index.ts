import { alarms } from './alarms.ts';
import { concurrency } from './concurrency.ts';
import { deadLetters } from './dead-letters.ts';
import { detections } from './detections.ts';
import { encryption } from './encryption.ts';
import { filters } from './filters.ts';
import { firewall } from './firewall.ts';
import { isolation } from './isolation.ts';
import { leastPrivilege } from './least-privilege.ts';
import { locks } from './locks.ts';
import { remediations } from './remediations.ts';
import type { Check } from './resources.ts';
import { retries } from './retries.ts';
import { tls } from './tls.ts';
import { validation } from './validation.ts';

/** What holds for every cell, and the last two for the baseline of every account. */
export const invariants = {
  deadLetters,
  validation,
  filters,
  encryption,
  isolation,
  alarms,
  leastPrivilege,
  tls,
  retries,
  concurrency,
  locks,
  firewall,
  detections,
  remediations,
} satisfies Record<string, Check>;
