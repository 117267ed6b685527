import type { AlertPolicy, Escalation, QuietHours } from '../../functions/core/alerts/policy.ts';
import { type Audience, audiences, type Severity } from '../../functions/core/alerts/severity.ts';
import type { Alert, Told } from './alert.ts';
import { isQuiet } from './quiet-hours.ts';
import { type AlertView, type Concern, viewOf } from './view.ts';

/** An announcement that is to be made. */
export interface AlertStep {
  readonly audience: Audience;
  readonly severity: Severity;
  /** Who is told: one contact, or at the end everybody who was told before. */
  readonly contacts: readonly string[];
  /**
   * `first`: the alert is new; `escalated`: nobody acknowledged it, so the next contact is told;
   * `repeated`: the last contact is told again; `over`.
   */
  readonly kind: 'first' | 'escalated' | 'repeated' | 'over';
  /** Tells this step from every other of the alert, and stays the same until it has been taken. */
  readonly key: string;
  /** How far the audience will have been told. */
  readonly told: Told;
}

const minuteMs = 60_000;

/**
 * The next announcement that is due, of whatever audience; undefined when none is. A pure function of
 * the alert: until the step is noted in it (`withStep`), it stays the next one.
 */
export function nextStep(alert: Alert, policy: AlertPolicy, now: number): AlertStep | undefined {
  const view = viewOf(alert, policy.calmMinutes * minuteMs);
  if (!view) return undefined;
  for (const audience of audiences) {
    const concern = view.concerns.get(audience);
    const step = concern && stepFor(audience, concern, { alert, view, policy, now });
    if (step) return step;
  }
  return undefined;
}

/** The alert with a step taken. */
export function withStep(alert: Alert, { audience, told }: AlertStep): Alert {
  return { ...alert, told: { ...alert.told, [audience]: told } };
}

interface Situation {
  readonly alert: Alert;
  readonly view: AlertView;
  readonly policy: AlertPolicy;
  readonly now: number;
}

function stepFor(audience: Audience, concern: Concern, situation: Situation): AlertStep | undefined {
  const { alert, view, policy, now } = situation;
  const { severity } = concern;
  const escalation: Escalation & { readonly quietHours?: QuietHours } = policy.escalation[audience][severity];
  if (severity !== 'critical' && escalation.quietHours && isQuiet(escalation.quietHours, now))
    return undefined;

  const before = alert.told[audience];
  const count = (before?.count ?? 0) + 1;
  const step = (kind: AlertStep['kind'], contacts: readonly string[], steps: number): AlertStep => ({
    ...{ audience, severity, kind, contacts },
    key: [alert.id, audience, count, kind, severity].join('#'),
    told: { count, at: now, about: view.span.from, severity, steps, over: kind === 'over' },
  });

  const told = toldOfThis(before, view);
  if (view.span.to !== undefined) {
    if (told?.over) return undefined;
    const isCalm = alert.resolved?.at === view.span.to || now - view.span.to >= policy.calmMinutes * minuteMs;
    // Whoever has heard nothing yet is told even of what is over: it was an alarm.
    if (!told) return personallyOver(alert, view) ? undefined : step('over', contactsUpTo(escalation, 1), 0);
    return isCalm ? step('over', contactsUpTo(escalation, told.steps), told.steps) : undefined;
  }
  if (concern.acknowledged) return undefined;
  // What has become critical begins anew: other people, other intervals.
  const taken = told?.severity === severity ? told.steps : 0;
  const next = escalation.steps[taken];
  const waitMinutes = taken === 0 ? 0 : (next?.afterMinutes ?? escalation.repeatMinutes);
  if (told && now - told.at < waitMinutes * minuteMs) return undefined;
  const contact = (next ?? escalation.steps.at(-1))?.contact;
  if (contact === undefined) return undefined;
  const kind = taken === 0 ? 'first' : next ? 'escalated' : 'repeated';
  return step(kind, [contact], taken + 1);
}

/**
 * What was told of this stretch of alarms. Undefined when it was of an earlier one, or said that this
 * one is over although it rings again.
 */
function toldOfThis(told: Told | undefined, { span }: AlertView): Told | undefined {
  if (!told || told.about < span.from || told.about > (span.to ?? told.about)) return undefined;
  return told.over && span.to === undefined ? undefined : told;
}

/** Whether a person has seen the alert who then knows more than the announcement would say. */
function personallyOver({ acknowledged, resolved }: Alert, { span }: AlertView): boolean {
  return [acknowledged, resolved].some((act) => act !== undefined && act.at >= span.from);
}

function contactsUpTo({ steps }: Escalation, taken: number): readonly string[] {
  return [...new Set(steps.slice(0, taken).map(({ contact }) => contact))];
}
