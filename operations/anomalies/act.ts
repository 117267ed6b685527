import type { AnomalyRequest, ListedAnomaly } from '../../functions/core/analytics/anomaly/listed-anomaly.ts';
import { anomaliesCollection } from '../../functions/core/anomalies.ts';
import { type AuditEntry, auditCollection, auditKey, requireText } from '../../functions/core/audit.ts';
import { BemsError } from '../../functions/core/errors.ts';
import type { Records } from '../../functions/core/ports.ts';
import type { Clock } from '../../lib/clock.ts';
import { listedAnomaly } from './list.ts';
import { readAnomaly, type StoredAnomaly } from './records.ts';

/** A look changes the record at the same moment; each attempt means that one was done. */
const maxAttempts = 20;

/** What the audit trail says of a word about an anomaly. */
interface AnomalyEntry extends AuditEntry {
  readonly what: 'acknowledge-anomaly' | 'expect-anomaly';
  /** Its id. */
  readonly anomaly: string;
  readonly reason?: string;
}

/**
 * Notes that somebody looks after an anomaly, or that it was to be expected, and says so in the audit trail. Then it
 * is announced no more; what was to be expected is learned by the next look. To say it again changes nothing,
 * except that it adds the entry if a death has left it out: the first one stands.
 * @throws {BemsError} ACT_UNEXPLAINED when nothing says who, or why it was to be expected; NO_SUCH_ANOMALY;
 * ANOMALY_CONTENDED
 */
export async function actOnAnomaly(
  {
    records,
    clock,
  }: {
    readonly records: Pick<Records, 'create' | 'read' | 'replace'>;
    readonly clock: Clock;
  },
  { id, act, by, reason = '' }: AnomalyRequest,
): Promise<ListedAnomaly> {
  requireText(by, act === 'ack' ? 'who looks after it' : 'who says so');
  if (act === 'expect') requireText(reason, 'why it was to be expected');
  const word = { by, at: new Date(clock.now()).toISOString() };
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const kept = await readAnomaly(records, id);
    if (!kept) throw noSuchAnomaly(id);
    const { anomaly, revision } = kept;
    const isSaid = act === 'ack' ? anomaly.acknowledged : anomaly.asExpected;
    const next: StoredAnomaly = isSaid
      ? anomaly
      : { ...anomaly, ...(act === 'ack' ? { acknowledged: word } : { asExpected: { ...word, reason } }) };
    if (!isSaid && !(await records.replace(anomaliesCollection, id, next, revision))) continue;
    await audit(records, id, next, act);
    return listedAnomaly({ id, revision, anomaly: next });
  }
  throw new BemsError('ANOMALY_CONTENDED', `The anomaly ${id} is changed by too many at once.`, {
    nextStep: 'Try again.',
    failureClass: 'transient',
  });
}

async function audit(
  records: Pick<Records, 'create'>,
  id: string,
  { acknowledged, asExpected }: StoredAnomaly,
  act: AnomalyRequest['act'],
): Promise<void> {
  const word = act === 'ack' ? acknowledged : asExpected;
  if (!word) return;
  const what = act === 'ack' ? 'acknowledge-anomaly' : 'expect-anomaly';
  const entry: AnomalyEntry = { what, ...word, anomaly: id };
  await records.create(auditCollection, auditKey(entry, id), entry);
}

/** The error for an id that no anomaly has. */
export function noSuchAnomaly(id: string): BemsError {
  return new BemsError('NO_SUCH_ANOMALY', `There is no anomaly ${id}.`, {
    nextStep: 'List them for their ids: bems anomalies list --all.',
    failureClass: 'permanent',
  });
}
