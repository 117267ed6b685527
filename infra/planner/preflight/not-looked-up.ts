import { messageOf } from '../../../lib/message-of.ts';
import { NotPermitted } from './account.ts';
import type { Finding } from './finding.ts';

/** What is said of a look that failed: never that it is fine. */
export function notLookedUp(what: string, error: unknown): Finding {
  if (error instanceof NotPermitted)
    return {
      code: 'NOT_PERMITTED',
      severity: 'unknown',
      message: `Your credentials may not look up ${what}: they lack ${error.permission}.`,
      permission: error.permission,
    };
  return {
    code: 'NOT_LOOKED_UP',
    severity: 'unknown',
    message: `AWS did not say, looking up ${what}: ${messageOf(error)}`,
  };
}
