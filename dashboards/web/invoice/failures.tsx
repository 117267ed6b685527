import { useCallback } from 'react';
import { Instant } from '../components/instant.tsx';
import { Message } from '../components/message.tsx';
import { Panel } from '../components/panel.tsx';
import { type Failures as FailuresRead, fetchFailures } from '../data/failures.ts';
import { useOperator } from '../data/operator.ts';
import { hrefOf } from '../data/route.ts';
import { usePolled } from '../data/use-polled.ts';
import { formatCount } from '../format/numbers.ts';

/** Milliseconds between two looks: few invoices have a dead letter, and a look reads the queues. */
const lookMs = 10_000;

/** What failed about the invoice, and who did what about it. Only operators may read either. */
export function Failures({ invoiceId }: { invoiceId: string }) {
  const operator = useOperator();
  const href = hrefOf('dead-letters', new URLSearchParams({ invoiceId: invoiceId.toWellFormed() }));
  return (
    <Panel
      title="Failures"
      help="Messages of this invoice that were set aside, and what operators did about it."
      actions={
        <a className="button" href={href}>
          Dead letters
        </a>
      }
    >
      {operator ? (
        <Known invoiceId={invoiceId} />
      ) : (
        <p className="nothing">Only an operator may see them: the list of dead letters asks for the key.</p>
      )}
    </Panel>
  );
}

function Known({ invoiceId }: { invoiceId: string }) {
  const ask = useCallback((signal: AbortSignal) => fetchFailures(invoiceId, signal), [invoiceId]);
  const { data, error } = usePolled(ask, lookMs);
  if (!data) return <Message title={error ? error.message : 'Looking through the dead letters…'} />;
  const { letters, acts } = data;
  if (letters.length === 0 && acts.length === 0)
    return <p className="nothing">Nothing of it was set aside, and nobody had to do anything.</p>;
  return (
    <ul className="failures">
      {letters.map(({ messageId, queue, sentAt, diagnosis, eventId }) => (
        <li key={messageId}>
          <Instant at={sentAt} form="full" /> <strong>{diagnosis.code}</strong>
          {eventId !== undefined && ` · ${eventId}`} · {queue}
        </li>
      ))}
      {acts.map((act) => (
        <Act key={`${act.at} ${act.what} ${String(act.messageId)}`} act={act} />
      ))}
    </ul>
  );
}

function Act({ act }: { act: FailuresRead['acts'][number] }) {
  const { messageIds, reason, code } = act;
  return (
    <li>
      <Instant at={act.at} form="full" /> {act.what} by {act.by}
      {Array.isArray(messageIds) && `, messages: ${formatCount(messageIds.length)}`}
      {typeof code === 'string' && `, ${code}`}
      {typeof reason === 'string' && `: ${reason}`}
    </li>
  );
}
