import type {
  AlertAct,
  AlertRequest,
  ListedAct,
  ListedAlert,
} from '../../functions/core/alerts/listed-alert.ts';
import type { AlertPolicy } from '../../functions/core/alerts/policy.ts';
import { type AuditEntry, auditCollection, auditKey } from '../../functions/core/audit.ts';
import { BemsError } from '../../functions/core/errors.ts';
import type { Records } from '../../functions/core/ports.ts';
import type { Clock } from '../../lib/clock.ts';
import { type Alert, type PersonalAct, type Told, withAcknowledgement, withResolution } from './alert.ts';
import { headlineOf } from './announcement.ts';
import { upcomingSteps } from './next-step.ts';
import { changeAlert, listAlerts, readAlert } from './store.ts';
import { viewOf } from './view.ts';

interface AlertReading {
  readonly records: Pick<Records, 'list' | 'read'>;
  readonly clock: Clock;
  readonly policy: AlertPolicy;
}

interface AlertActs extends AlertReading {
  readonly records: Records;
}

/** What the audit trail says of an act on an alert. */
interface AlertEntry extends AuditEntry {
  readonly what: 'acknowledge-alert' | 'resolve-alert';
  /** Its id. */
  readonly alert: string;
  /** Since when it rang, RFC 3339 UTC. */
  readonly since: string;
}

/** The alerts that are not over, critical ones first, then the oldest first; with `all` also the others. */
export async function openAlerts(
  { records, clock, policy }: AlertReading,
  { all = false }: { readonly all?: boolean } = {},
): Promise<readonly ListedAlert[]> {
  const alerts = (await listAlerts(records)).flatMap((alert) => listed(alert, policy, clock.now()) ?? []);
  return alerts
    .filter(({ state }) => all || state !== 'over')
    .sort((a, b) => rank(a) - rank(b) || (a.since < b.since ? -1 : 1));
}

function rank({ state, severity }: ListedAlert): number {
  return (state === 'over' ? 2 : 0) + (severity === 'critical' ? 0 : 1);
}

/** One alert. @throws {BemsError} NO_SUCH_ALERT */
export async function listedAlert(
  { records, clock, policy }: AlertReading,
  id: string,
): Promise<ListedAlert> {
  const known = await readAlert(records, id);
  const alert = known && listed(known, policy, clock.now());
  if (alert) return alert;
  throw new BemsError('NO_SUCH_ALERT', `There is no alert ${id}.`, {
    nextStep: 'List the alerts for their ids: bems alerts list.',
    failureClass: 'permanent',
  });
}

/**
 * Acknowledges an alert, or declares it over, and says so in the audit trail. To do it again changes
 * nothing, except that it adds the entry if a death has left it out.
 * @throws {BemsError} NO_SUCH_ALERT, or ALERT_OVER when there is nothing left to acknowledge
 */
export async function actOnAlert(ports: AlertActs, { id, act, by }: AlertRequest): Promise<ListedAlert> {
  const { records, clock, policy } = ports;
  const before = await listedAlert(ports, id);
  if (before.state === 'over' && act === 'ack')
    throw new BemsError('ALERT_OVER', `The alert ${id} has been over since ${before.until}.`, {
      nextStep: 'There is nothing to do about it. If it rings again, it is announced again.',
      failureClass: 'permanent',
    });
  const personal: PersonalAct = { at: clock.now(), by };
  const changed = await changeAlert(records, id, (alert) => {
    const state = listed(alert, policy, personal.at)?.state;
    if (state === 'over' || (act === 'ack' && state === 'acknowledged')) return undefined;
    return act === 'ack' ? withAcknowledgement(alert, personal) : withResolution(alert, personal);
  });
  const after = listed(changed, policy, personal.at) ?? before;
  await audit(records, after, act);
  return after;
}

/** Adds the entry about the act that stands, whoever's it is: it is there already unless it is new. */
async function audit(records: Pick<Records, 'create'>, alert: ListedAlert, act: AlertAct): Promise<void> {
  const { id, since, acknowledged, resolved } = alert;
  const standing = act === 'ack' ? acknowledged : resolved;
  if (!standing) return;
  const what = act === 'ack' ? 'acknowledge-alert' : 'resolve-alert';
  const entry: AlertEntry = { what, ...standing, alert: id, since };
  await records.create(auditCollection, auditKey(entry, id), entry);
}

function listed(alert: Alert, policy: AlertPolicy, now: number): ListedAlert | undefined {
  const view = viewOf(alert, policy.calmMinutes * 60_000);
  if (!view) return undefined;
  const { state, severity, span, concerns } = view;
  return {
    ...{ id: alert.id, headline: headlineOf(alert.id), state, severity },
    since: rfc3339(span.from),
    until: span.to === undefined ? null : rfc3339(span.to),
    audiences: [...concerns.keys()],
    alarms: view.alarms.map(({ alarm, since, stillRinging, means, reason, runbook }) => ({
      ...{ name: alarm, since: rfc3339(since), ringing: stillRinging, means, reason },
      runbook: runbook ?? null,
    })),
    acknowledged: ofStretch(alert.acknowledged, span.from),
    resolved: ofStretch(alert.resolved, span.from),
    told: Object.entries(alert.told).flatMap(([audience, told]) =>
      told && told.about >= span.from ? [listedTold(audience, told)] : [],
    ),
    next: upcomingSteps(alert, policy, now).flatMap(({ audience, contacts, at }) =>
      contacts.map((contact) => ({ audience, contact, at: rfc3339(at) })),
    ),
  };
}

function listedTold(audience: string, { steps, at, contacts = [] }: Told): ListedAlert['told'][number] {
  return {
    ...{ audience, steps, at: rfc3339(at) },
    contacts: contacts.map(({ contact, at: toldAt }) => ({ contact, at: rfc3339(toldAt) })),
  };
}

/** What a person did to this stretch of alarms, and not to an earlier one. */
function ofStretch(act: PersonalAct | undefined, from: number): ListedAct | null {
  return act && act.at >= from ? { at: rfc3339(act.at), by: act.by } : null;
}

function rfc3339(ms: number): string {
  return new Date(ms).toISOString();
}
