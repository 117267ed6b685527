import { alarms } from './alarms.ts';
import { deadLetters } from './dead-letters.ts';
import { encryption } from './encryption.ts';
import { filters } from './filters.ts';
import { leastPrivilege } from './least-privilege.ts';
import type { Check } from './resources.ts';
import { tls } from './tls.ts';
import { validation } from './validation.ts';

/** What holds for every cell. */
export const invariants = {
  deadLetters,
  validation,
  filters,
  encryption,
  alarms,
  leastPrivilege,
  tls,
} satisfies Record<string, Check>;
