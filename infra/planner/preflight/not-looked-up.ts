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
    message: `AWS did not say, looking up ${what}: ${reasonOf(error)}`,
  };
}

/** One thing of several that are looked up. */
interface Thing<T> {
  /** Several things may share it. */
  readonly name: string;
  readonly thing: T;
}

/**
 * Looks things up one after the other, whatever fails on the way. Failures for the same reason are one finding.
 * @param what says what was looked up, given the names of things
 */
export async function eachLookedUp<T>(
  things: readonly Thing<T>[],
  what: (names: string) => string,
  look: (thing: T) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const failures: { readonly name: string; readonly error: unknown }[] = [];
  for (const { name, thing } of things) {
    try {
      findings.push(...(await look(thing)));
    } catch (error) {
      failures.push({ name, error });
    }
  }
  const alike = Map.groupBy(failures, ({ error }) => reasonOf(error));
  for (const same of alike.values()) {
    const names = new Set(same.map(({ name }) => name));
    findings.push(notLookedUp(what([...names].join(', ')), same[0]?.error));
  }
  return findings;
}

/** The right that is missing, or the first line of a message: the SDK adds advice of its own. */
function reasonOf(error: unknown): string {
  return error instanceof NotPermitted ? error.permission : (messageOf(error).split('\n')[0] ?? '');
}
