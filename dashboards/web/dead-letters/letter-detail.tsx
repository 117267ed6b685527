import { useCallback, useEffect, useRef } from 'react';
import { parseJson } from '../../../lib/json.ts';
import type { DiagnosedLetter } from '../../../operations/dead-letters/diagnosis.ts';
import { Instant } from '../components/instant.tsx';
import { Message } from '../components/message.tsx';
import { Panel } from '../components/panel.tsx';
import { fetchInvoice } from '../data/api.ts';
import type { LetterAct } from '../data/dead-letters.ts';
import { invoiceHref } from '../data/route.ts';
import { usePolled } from '../data/use-polled.ts';
import { Timeline } from '../invoice/timeline.tsx';

interface LetterDetailProps {
  readonly letter: DiagnosedLetter;
  readonly onAct: (kind: LetterAct['kind']) => void;
}

/** A dead letter in full: what failed and why, its payload, and the history of its invoice. */
export function LetterDetail({ letter, onAct }: LetterDetailProps) {
  const { messageId, queue, invoiceId, body } = letter;
  const detail = useRef<HTMLDivElement>(null);
  // On a phone the list fills the screen, and what was chosen would be below it.
  useEffect(() => {
    void detail.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <>
      <div className="columns" ref={detail}>
        <Panel
          title="Failure"
          help={queue}
          actions={
            <>
              <button type="button" className="button" onClick={() => onAct('redrive')}>
                Send back
              </button>
              <button type="button" className="button button-bad" onClick={() => onAct('discard')}>
                Discard
              </button>
            </>
          }
        >
          <FailureFacts letter={letter} />
        </Panel>
        <Panel title="Payload" help={`Message ${messageId}`}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
          <pre className="payload" tabIndex={0}>
            {payloadText(body)}
          </pre>
        </Panel>
      </div>
      {invoiceId !== undefined && <InvoiceOfLetter invoiceId={invoiceId} />}
    </>
  );
}

function FailureFacts({ letter: { diagnosis, sentAt } }: { letter: DiagnosedLetter }) {
  const { code, failureClass, reason, nextStep, firstSeen, receiveCount, stack } = diagnosis;
  return (
    <>
      <dl className="facts-list">
        <dt>Code</dt>
        <dd>
          <code>{code}</code>
          {failureClass && ` (${failureClass})`}
        </dd>
        {reason !== undefined && <Fact title="Why">{reason}</Fact>}
        {nextStep !== undefined && <Fact title="Next step">{nextStep}</Fact>}
        <dt>Set aside</dt>
        <dd>
          <Instant at={sentAt} form="full" />
        </dd>
        {firstSeen !== undefined && <Fact title="First received">{firstSeen}</Fact>}
        {receiveCount !== undefined && <Fact title="Times received">{receiveCount}</Fact>}
      </dl>
      {stack !== undefined && (
        <details className="stack">
          <summary>Stack</summary>
          <pre>{stack}</pre>
        </details>
      )}
    </>
  );
}

function Fact({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <>
      <dt>{title}</dt>
      <dd>
        <bdi>{children}</bdi>
      </dd>
    </>
  );
}

function InvoiceOfLetter({ invoiceId }: { invoiceId: string }) {
  const ask = useCallback((signal: AbortSignal) => fetchInvoice(invoiceId, signal), [invoiceId]);
  const { data, error } = usePolled(ask, 3_000);
  return (
    <Panel
      title="The invoice so far"
      actions={<a href={invoiceHref(invoiceId)}>{invoiceId}</a>}
      help="Every event of it that the cell has processed."
    >
      {data && <Timeline {...data} conflicts={data.head.conflicts} />}
      {!data && !error && <Message title="Reading the history…" />}
      {!data && error && (
        <Message title="No event of this invoice has been processed.">
          {error.trouble === 'not-found' ? 'This may be its first.' : error.message}
        </Message>
      )}
    </Panel>
  );
}

/** JSON over several lines; anything else as it is. */
function payloadText(body: string): string {
  const value = parseJson(body);
  return value === undefined ? body : JSON.stringify(value, null, 2);
}
