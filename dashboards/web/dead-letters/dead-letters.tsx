import { useCallback, useState } from 'react';
import type { DiagnosedLetter } from '../../../operations/dead-letters/diagnosis.ts';
import type { LetterSelection } from '../../../operations/dead-letters/select.ts';
import { Message } from '../components/message.tsx';
import { Panel } from '../components/panel.tsx';
import { type ActResult, fetchSummary, type LetterAct } from '../data/dead-letters.ts';
import type { Operator } from '../data/operator.ts';
import { usePolled } from '../data/use-polled.ts';
import { formatCount } from '../format/numbers.ts';
import { ActDialog } from './act-dialog.tsx';
import { LetterDetail } from './letter-detail.tsx';
import { type LetterFilter, LetterFilters } from './letter-filters.tsx';
import { LetterList } from './letter-list.tsx';
import { useLetters } from './use-letters.ts';

interface DeadLettersProps {
  readonly operator: Operator;
  /** The invoice whose letters are shown at first; undefined for all. */
  readonly invoiceId: string | undefined;
}

/** The dead letters of the cell, for its operator. */
export function DeadLetters({ operator, invoiceId }: DeadLettersProps) {
  const [filter, setFilter] = useState<LetterFilter>({ invoiceId });
  const [shown, setShown] = useState<DiagnosedLetter>();
  const [act, setAct] = useState<LetterAct>();
  const [said, setSaid] = useState('');
  const summary = usePolled(
    useCallback((signal: AbortSignal) => fetchSummary({}, signal), []),
    5_000,
  );
  const { letters, error, hasMore, more, reload } = useLetters(filter);

  const ask = (kind: LetterAct['kind'], selection: LetterSelection) =>
    setAct({ kind, selection, by: operator.name, startedAt: new Date().toISOString() });
  const close = (result?: ActResult) => {
    if (result && act) {
      setSaid(resultText(act.kind, result));
      setShown(undefined);
      reload();
    }
    setAct(undefined);
  };
  const actOnAll = (kind: LetterAct['kind']) => ask(kind, filter);

  return (
    <>
      <p role="status" className={said === '' ? 'visually-hidden' : 'said'}>
        {said}
      </p>
      <Panel
        title="Set aside"
        help={countText(letters, hasMore)}
        actions={
          <>
            <button type="button" className="button" onClick={reload}>
              Refresh
            </button>
            {letters && letters.length > 0 && (
              <>
                <button type="button" className="button" onClick={() => actOnAll('redrive')}>
                  Send all back
                </button>
                <button type="button" className="button button-bad" onClick={() => actOnAll('discard')}>
                  Discard all
                </button>
              </>
            )}
          </>
        }
      >
        <LetterFilters filter={filter} onChange={setFilter} summary={summary.data} />
        {!letters && !error && <Message title="Reading the dead letters…" />}
        {error && <Message title="The dead letters cannot be shown now.">{error.message}</Message>}
        {letters?.length === 0 && (
          <Message title="No such dead letter.">
            {Object.values(filter).some(Boolean)
              ? 'Choose less, or nothing, above.'
              : 'Nothing has failed for good, or it has been put right.'}
          </Message>
        )}
        {letters && letters.length > 0 && (
          <LetterList letters={letters} shown={shown?.messageId} onShow={setShown} />
        )}
        {hasMore && (
          <button type="button" className="button more" onClick={more}>
            Show more
          </button>
        )}
      </Panel>
      {shown && (
        <LetterDetail
          key={shown.messageId}
          letter={shown}
          onAct={(kind) => ask(kind, { queue: shown.queue, messageId: shown.messageId })}
        />
      )}
      {act && <ActDialog act={act} onClose={close} />}
    </>
  );
}

function countText(letters: readonly DiagnosedLetter[] | undefined, hasMore: boolean): string {
  if (!letters) return ' ';
  return `${hasMore ? 'The first ' : ''}${formatCount(letters.length)} in the order of their queues.`;
}

function resultText(kind: LetterAct['kind'], { done, stayed }: ActResult): string {
  const what = kind === 'redrive' ? 'sent back' : 'discarded';
  return `${formatCount(done)} ${what}${stayed > 0 ? `, ${formatCount(stayed)} stayed` : ''}.`;
}
