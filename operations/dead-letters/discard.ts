import { type AuditEntry, auditCollection, auditKey, requireText } from '../../functions/core/audit.ts';
import { digestIn } from '../../functions/core/conservation/message-identity.ts';
import type { FailureClass } from '../../functions/core/errors.ts';
import { entryIdIn } from '../../functions/core/messaging/event-ids.ts';
import type { DeadLetterKind } from '../../functions/core/names.ts';
import { type Act, type ActPorts, type ActStep, actOnPage, type StepRange } from './act.ts';
import type { DiagnosedLetter } from './diagnosis.ts';

/** What the audit trail keeps of a letter that was discarded: never its payload. */
export interface DiscardEntry extends AuditEntry {
  readonly what: 'discard';
  readonly reason: string;
  readonly queue: string;
  readonly kind: DeadLetterKind;
  readonly messageId: string;
  readonly sentAt: string;
  readonly code: string;
  readonly failureClass?: FailureClass | undefined;
  /** The ids of its event and the bus's id of its entry, as far as it can be read. */
  readonly invoiceId?: string | undefined;
  readonly eventId?: string | undefined;
  /** Digest of the event's content: another content of the id is another event. */
  readonly digest?: string | undefined;
  readonly entryId?: string | undefined;
}

export interface Discard extends Act {
  /** Why; goes into the audit trail. */
  readonly reason: string;
}

export interface DiscardPorts extends ActPorts {
  /** Keeps letters somewhere else; resolves once they are safe there. May be told of a letter twice. */
  readonly exported: (letters: readonly DiagnosedLetter[]) => Promise<void>;
}

/**
 * Exports the selected letters of one page of one queue, records who discards them and why, and then
 * deletes them, in this order: a death in between leaves at worst an export and an entry of letters
 * that are still there, and the step may be repeated.
 * @throws {BemsError} ACT_UNEXPLAINED when nothing says who discards, or why
 */
export async function discardStep(ports: DiscardPorts, act: Discard, range: StepRange): Promise<ActStep> {
  requireText(act.by, 'who discards');
  requireText(act.reason, 'why they are discarded');
  return actOnPage(ports, act, range, async (queue, letters) => {
    if (act.dryRun) return letters.map(({ position }) => ({ position, outcome: 'done' as const }));
    await ports.exported(letters);
    await Promise.all(
      letters.map((letter) => {
        const entry = entryOf(letter, act);
        return ports.records.create(auditCollection, auditKey(entry, queue, letter.messageId), entry);
      }),
    );
    const positions = letters.map(({ position }) => position);
    return ports.deadLetters.remove(queue, positions);
  });
}

function entryOf(letter: DiagnosedLetter, { startedAt: at, by, reason }: Discard): DiscardEntry {
  const { queue, kind, messageId, sentAt, invoiceId, eventId, body } = letter;
  const { code, failureClass } = letter.diagnosis;
  return {
    ...{ what: 'discard', at, by, reason, queue, kind, messageId, sentAt, code, failureClass },
    ...{ invoiceId, eventId, digest: digestIn(body), entryId: entryIdIn(body) },
  };
}
