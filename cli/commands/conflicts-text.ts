import type { InvoiceHead } from '../../functions/core/invoice/head.ts';
import type { Settlement } from '../../operations/conflicts/settle.ts';
import { decisionText } from './history-text.ts';

/** How a conflict is settled, and what that changes, for a person. */
export function settledText(
  { decision, wasSettled, before, after, copies }: Settlement,
  dryRun: boolean,
): string {
  const { invoiceId, by, at, reason } = decision;
  const done = wasSettled ? 'Was settled before' : dryRun ? 'Would settle' : 'Settled';
  return [
    `${done}: ${decisionText(decision, invoiceId)}. By ${by} at ${at}: ${reason}`,
    ...(wasSettled ? [] : changes(before, after)),
    ...(dryRun
      ? ['Nothing was decided: leave --dry-run out to decide.']
      : [
          `The figures follow within seconds. Its copies leave the dead letters: ${copies}.`,
          'To decide otherwise, settle it again.',
        ]),
  ].join('\n');
}

/** What is shown of a head that a decision may change. */
function lineOf({ stage, status, amount, openAmount, currency }: InvoiceHead): string {
  return `${status} (${stage}), open ${openAmount} of ${amount} ${currency}`;
}

function changes(before: InvoiceHead, after: InvoiceHead): string[] {
  const [was, is] = [lineOf(before), lineOf(after)];
  return was === is
    ? [`The invoice stays: ${is}`]
    : [`The invoice before: ${was}`, `           after: ${is}`];
}
