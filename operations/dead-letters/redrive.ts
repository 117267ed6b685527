import { type AuditEntry, auditCollection, auditKey, requireText } from '../../functions/core/audit.ts';
import { type Act, type ActPorts, type ActStep, actOnPage, type StepRange } from './act.ts';
import type { LetterSelection } from './select.ts';

/** What the audit trail keeps of a step that redrove letters. */
export interface RedriveEntry extends AuditEntry {
  readonly what: 'redrive';
  readonly queue: string;
  readonly selection: LetterSelection;
  /** The letters it was about, those that then stayed included. */
  readonly messageIds: readonly string[];
}

/**
 * Sends the selected letters of one page of one queue back to where they failed. The audit trail has it
 * first: a death in between leaves at worst an entry about letters that are still there. A run may
 * be repeated at any time: what was redriven is not there any more.
 * @throws {BemsError} ACT_UNEXPLAINED when nothing says who does it
 */
export async function redriveStep(ports: ActPorts, act: Act, range: StepRange): Promise<ActStep> {
  const { by, startedAt: at, selection, dryRun } = act;
  requireText(by, 'who redrives');
  return actOnPage(ports, act, range, async (queue, letters) => {
    if (!dryRun) {
      const messageIds = letters.map(({ messageId }) => messageId);
      const entry: RedriveEntry = { what: 'redrive', at, by, queue, selection, messageIds };
      await ports.records.create(auditCollection, auditKey(entry, queue, messageIds[0] ?? ''), entry);
    }
    const positions = letters.map(({ position }) => position);
    return ports.deadLetters.redrive(queue, positions, { dryRun });
  });
}
