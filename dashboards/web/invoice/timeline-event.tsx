import type { Fact } from '../../../functions/core/invoice/fact.ts';
import { kindOf } from '../../../functions/core/invoice/lifecycle.ts';
import { stageTitles } from '../../stage-titles.ts';
import { WarningIcon } from '../components/icons.tsx';
import { Instant } from '../components/instant.tsx';
import { StatusWord } from '../components/status-word.tsx';
import { formatMoney } from '../format/money.ts';

interface TimelineEventProps {
  readonly fact: Fact;
  /** Time since the previous event, in words; none for the first. */
  readonly gap: string | undefined;
  readonly conflicting: boolean;
  /** Whether another content of the event was declared to count. */
  readonly disregarded: boolean;
}

/** Who did it, as far as the sender said. */
function actorOf({ source }: Fact['event']): string {
  const by = { human: 'a person', system: 'a system' } as const;
  const who = source?.actor ? by[source.actor] : undefined;
  if (who && source?.system) return `${who}, in ${source.system}`;
  return who ?? source?.system ?? 'not said';
}

/** One event: what happened, when and by whom; everything that was recorded unfolds. */
export function TimelineEvent({ fact, gap, conflicting, disregarded }: TimelineEventProps) {
  const { event, stage } = fact;
  const kind = kindOf(stage, event.status);
  return (
    <li className={`timeline-event stage-${stage} kind-${kind}`}>
      {gap && <p className="gap">{gap}</p>}
      <div className="timeline-head">
        <h3>
          {stageTitles[stage]} · <StatusWord status={event.status} kind={kind} />
        </h3>
        <p className="timeline-amount">{formatMoney(event.amount, event.currency)}</p>
      </div>
      {conflicting && (
        <p className="timeline-conflict">
          <WarningIcon /> Same event id, different contents
        </p>
      )}
      {disregarded && (
        <p className="timeline-disregarded">Does not count: another content of this event does</p>
      )}
      <dl className="timeline-facts">
        {event.paidAmount !== undefined && (
          <div>
            <dt>Paid</dt>
            <dd>{formatMoney(event.paidAmount, event.currency)}</dd>
          </div>
        )}
        <div>
          <dt>Occurred</dt>
          <dd>
            <Instant at={event.occurredAt} form="full" />
          </dd>
        </div>
        <div>
          <dt>Received</dt>
          <dd>
            <Instant at={fact.receivedAt} form="full" />
          </dd>
        </div>
        <div>
          <dt>By</dt>
          <dd>{actorOf(event)}</dd>
        </div>
        <div>
          <dt>Event id</dt>
          <dd>
            <code>{event.eventId}</code>
          </dd>
        </div>
        <div>
          <dt>Digest</dt>
          <dd>
            <code title={fact.digest}>{fact.digest.slice(0, 12)}</code>
          </dd>
        </div>
      </dl>
      <details>
        <summary>
          Everything that was recorded<span className="visually-hidden"> of event {event.eventId}</span>
        </summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
        <pre tabIndex={0}>{JSON.stringify(fact, undefined, 2)}</pre>
      </details>
    </li>
  );
}
