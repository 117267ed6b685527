import type { AlertPolicy, Escalation, QuietHours } from './policy.ts';
import { audiences, severities } from './severity.ts';

/** A week: whoever has not been told by then never is. */
const maxMinutes = 7 * 24 * 60;

/**
 * What is wrong with a policy, a phrase each.
 * @param contacts the names that steps may use
 */
export function policyErrors(policy: AlertPolicy, contacts: readonly string[]): string[] {
  return [
    ...minutesErrors('calmMinutes', policy.calmMinutes, 1),
    ...linkErrors(policy.links),
    ...audiences.flatMap((audience) =>
      severities.flatMap((severity) => {
        const escalation = policy.escalation[audience][severity];
        const what = `the ${severity} alerts for ${audience}`;
        return [
          ...escalationErrors(escalation, contacts),
          ...quietErrors('quietHours' in escalation ? escalation.quietHours : undefined, severity),
        ].map((error) => `${what}: ${error}`);
      }),
    ),
  ];
}

function escalationErrors({ steps, repeatMinutes }: Escalation, contacts: readonly string[]): string[] {
  return [
    ...(steps.length === 0 ? ['somebody must be told: list at least one step'] : []),
    ...((steps[0]?.afterMinutes ?? 0) === 0
      ? []
      : ['the first step is told at once: afterMinutes must be 0']),
    ...steps.slice(1).flatMap(({ afterMinutes }) => minutesErrors('afterMinutes', afterMinutes, 1)),
    ...minutesErrors('repeatMinutes', repeatMinutes, 5),
    ...steps
      .filter(({ contact }) => !contacts.includes(contact))
      .map(({ contact }) => `there is no contact ${contact}`),
  ];
}

function minutesErrors(name: string, value: number, min: number): string[] {
  if (Number.isInteger(value) && value >= min && value <= maxMinutes) return [];
  return [`${name} must be a whole number from ${min} to ${maxMinutes}, not ${value}`];
}

/** Whoever finds an old announcement must not be able to act by it. */
const maxLinkHours = 7 * 24;

function linkErrors(links: AlertPolicy['links']): string[] {
  if (links === undefined) return [];
  const { validHours } = links;
  if (Number.isInteger(validHours) && validHours >= 1 && validHours <= maxLinkHours) return [];
  return [`links work for a whole number of hours from 1 to ${maxLinkHours}, not ${validHours}`];
}

function quietErrors(quiet: QuietHours | undefined, severity: string): string[] {
  if (quiet === undefined) return [];
  const time = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
  return [
    ...(severity === 'critical' ? ['what is critical waits for no quiet hours: leave quietHours out'] : []),
    ...(time.test(quiet.from) && time.test(quiet.to) && quiet.from !== quiet.to
      ? []
      : [`quiet hours last from one HH:MM to another, not from ${quiet.from} to ${quiet.to}`]),
    ...(isTimeZone(quiet.timeZone) ? [] : [`there is no time zone ${quiet.timeZone}`]),
  ];
}

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}
