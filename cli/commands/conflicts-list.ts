import { compareText } from '../../functions/core/invoice/order.ts';
import { printable, printableLines } from '../../lib/printable.ts';
import { type OpenConflicts, openConflicts } from '../../operations/conflicts/open.ts';
import { readLetters } from '../dead-letters/pages.ts';
import { type TargetChoice, targetOf } from '../operations/target.ts';
import { table } from '../table.ts';
import type { Context } from './context.ts';
import { type ShownLetter, withHistory } from './dlq-show.ts';

interface ListOptions extends TargetChoice {
  readonly limit: number;
  readonly json?: boolean;
}

/** A conflict that is open, or whose copy still waits among the dead letters. */
interface ListedConflict {
  readonly invoiceId: string | null;
  readonly eventId: string | null;
  readonly settled: boolean;
  /** When its second content was received; of a settled one, when its copy was set aside. RFC 3339 UTC. */
  readonly since: string;
  /** Of the copy among the dead letters; null where there is none any more. */
  readonly sentAt: string | null;
  readonly queue: string | null;
  readonly messageId: string | null;
}

/** Lists the conflicts of a cell: open ones first, the oldest of them before the others. */
export async function listConflicts(
  { limit, json, ...options }: ListOptions,
  context: Context,
): Promise<void> {
  const target = await targetOf(options, context);
  const open = await target.run<OpenConflicts>({
    local: (cell) => cell.read('conflicts', new URLSearchParams({ limit: String(limit) })),
    deployed: (ports) => openConflicts(ports, limit),
  });
  const letters = await readLetters(target, { code: 'EVENT_CONFLICT' }, limit);
  const shown = await Promise.all(letters.map((letter) => withHistory(letter, target)));
  const conflicts = listed(open, shown).slice(0, limit);
  const { capped } = open;
  context.output.out(
    json ? JSON.stringify({ conflicts, capped }) : printableLines(listText(conflicts, capped)),
  );
}

function listed({ conflicts }: OpenConflicts, letters: readonly ShownLetter[]): ListedConflict[] {
  const nameOf = (of: { readonly invoiceId?: string | undefined; readonly eventId?: string | undefined }) =>
    JSON.stringify([of.invoiceId, of.eventId]);
  const open = new Map(conflicts.map((conflict) => [nameOf(conflict), conflict]));
  const copies = letters.map((letter) => ({
    ...{ invoiceId: letter.invoiceId ?? null, eventId: letter.eventId ?? null },
    ...{ settled: isSettled(letter), since: open.get(nameOf(letter))?.since ?? letter.sentAt },
    ...{ sentAt: letter.sentAt, queue: letter.queue, messageId: letter.messageId },
  }));
  const copied = new Set(letters.map(nameOf));
  const alone = conflicts
    .filter((conflict) => !copied.has(nameOf(conflict)))
    .map((conflict) => ({ ...conflict, settled: false, sentAt: null, queue: null, messageId: null }));
  return [...copies, ...alone].sort(
    (a, b) => Number(a.settled) - Number(b.settled) || compareText(a.since, b.since),
  );
}

/** Whether the ledger has the event, and nobody has to decide about it any more. */
function isSettled({ eventId, history }: ShownLetter): boolean {
  return history !== null && !history.head.conflicts.some((each) => each === eventId);
}

function listText(conflicts: readonly ListedConflict[], capped: boolean): string {
  if (conflicts.length === 0) return 'No conflict is open, and none waits among the dead letters.';
  const cell = (text: string | null) => printable(text ?? '–');
  return [
    table(
      [
        ['invoice', 'event', 'state', 'since', 'message'],
        ...conflicts.map(({ invoiceId, eventId, settled, since, messageId }) => [
          ...[cell(invoiceId), cell(eventId), settled ? 'settled' : 'open', cell(since), cell(messageId)],
        ]),
      ],
      'left',
    ),
    ...(capped ? ['More are open: raise --limit to see them.'] : []),
    '',
    'Next: `bems invoice INVOICE` shows the contents and their digests; `bems conflicts settle INVOICE EVENT` with `--keep all` or',
    '`--counts DIGEST` settles one, and takes its copies from the dead letters.',
  ].join('\n');
}
