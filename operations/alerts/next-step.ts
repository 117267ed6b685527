import type { AlertPolicy, Escalation, QuietHours } from '../../functions/core/alerts/policy.ts';
import { type Audience, audiences, type Severity } from '../../functions/core/alerts/severity.ts';
import { type Alert, maxToldContacts, type Told } from './alert.ts';
import { afterQuiet, isQuiet } from './quiet-hours.ts';
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

/** A step, and the earliest moment for it, ms since the epoch; quiet hours may put it off further. */
interface PlannedStep {
  readonly step: AlertStep;
  readonly dueAt: number;
}

/**
 * The next announcement that is due, of whatever audience; undefined when none is. A pure function of
 * the alert: until the step is noted in it (`withStep`), it stays the next one.
 */
export function nextStep(alert: Alert, policy: AlertPolicy, now: number): AlertStep | undefined {
  return plannedSteps(alert, policy, now).find(
    ({ step, dueAt }) => dueAt <= now && !isQuiet(quietHoursOf(step, policy), now),
  )?.step;
}

/** Who is told next of an alert that rings, and when, for as long as nobody acknowledges it. */
export function upcomingSteps(
  alert: Alert,
  policy: AlertPolicy,
  now: number,
): readonly { readonly audience: Audience; readonly contacts: readonly string[]; readonly at: number }[] {
  return plannedSteps(alert, policy, now)
    .filter(({ step }) => step.kind !== 'over')
    .map(({ step, dueAt }) => ({
      audience: step.audience,
      contacts: step.contacts,
      at: afterQuiet(quietHoursOf(step, policy), Math.max(dueAt, now)),
    }));
}

/** The next step for each audience, due or not. */
function plannedSteps(alert: Alert, policy: AlertPolicy, now: number): readonly PlannedStep[] {
  const view = viewOf(alert, policy.calmMinutes * minuteMs);
  if (!view) return [];
  return audiences.flatMap((audience) => {
    const concern = view.concerns.get(audience);
    return (concern && plannedStep(audience, concern, { alert, view, policy, now })) ?? [];
  });
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

function plannedStep(
  audience: Audience,
  concern: Concern,
  { alert, view, policy, now }: Situation,
): PlannedStep | undefined {
  const { severity } = concern;
  const escalation: Escalation = policy.escalation[audience][severity];
  const before = alert.told[audience];
  const told = toldOfThis(before, view);
  const count = (before?.count ?? 0) + 1;
  const step = (kind: AlertStep['kind'], contacts: readonly string[], steps: number): AlertStep => ({
    ...{ audience, severity, kind, contacts },
    key: [alert.id, audience, count, kind, severity].join('#'),
    told: {
      ...{ count, at: now, about: view.span.from, severity, steps, over: kind === 'over' },
      contacts: [...(told?.contacts ?? []), ...contacts.map((contact) => ({ contact, at: now }))].slice(
        -maxToldContacts,
      ),
    },
  });

  if (view.span.to !== undefined) {
    if (told?.over) return undefined;
    // Whoever has heard nothing yet is told even of what is over: it was an alarm.
    if (!told) {
      if (personallyOver(alert, view)) return undefined;
      return { step: step('over', contactsUpTo(escalation, 1), 0), dueAt: view.span.to };
    }
    const declared = alert.resolved?.at === view.span.to;
    return {
      step: step('over', contactsUpTo(escalation, told.steps), told.steps),
      dueAt: view.span.to + (declared ? 0 : policy.calmMinutes * minuteMs),
    };
  }
  if (concern.acknowledged) return undefined;
  // What has become critical begins anew: other people, other intervals.
  const taken = told?.severity === severity ? told.steps : 0;
  const next = escalation.steps[taken];
  const waitMinutes = taken === 0 ? 0 : (next?.afterMinutes ?? escalation.repeatMinutes);
  const contact = (next ?? escalation.steps.at(-1))?.contact;
  if (contact === undefined) return undefined;
  const kind = taken === 0 ? 'first' : next ? 'escalated' : 'repeated';
  return { step: step(kind, [contact], taken + 1), dueAt: (told?.at ?? now) + waitMinutes * minuteMs };
}

/** What is critical waits for no quiet hours. */
function quietHoursOf(
  { audience, severity }: AlertStep,
  { escalation }: AlertPolicy,
): QuietHours | undefined {
  return severity === 'critical' ? undefined : escalation[audience].warning.quietHours;
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
