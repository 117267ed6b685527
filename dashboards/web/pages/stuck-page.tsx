import { useCallback, useEffect, useState } from 'react';
import { type Stage, stageNamed, stages } from '../../../schemas/stages.ts';
import type { StuckListing } from '../../console-api.ts';
import { stageTitles } from '../../stage-titles.ts';
import { CellPageHead } from '../components/cell-page-head.tsx';
import { Message } from '../components/message.tsx';
import { Panel } from '../components/panel.tsx';
import { StuckTable } from '../components/stuck-table.tsx';
import { fetchStuck } from '../data/api.ts';
import { stuckHref } from '../data/route.ts';
import type { Feed } from '../data/status-feed.ts';
import { usePolled } from '../data/use-polled.ts';
import { StuckCsv } from '../figures/stuck-csv.tsx';
import { formatCount } from '../format/numbers.ts';

/** Invoices shown at first, how many more at a time, and at most. */
const firstShown = 50;
const moreShown = 250;
const mostShown = 1_000;

/**
 * The invoices past the deadline of their stage, the longest overdue first.
 * @param query may name the stage
 */
export function StuckPage({ query, feed }: { query: string | undefined; feed: Feed }) {
  useEffect(() => {
    document.title = 'Stuck invoices · Invoice events';
  }, []);
  const stage = stageNamed(new URLSearchParams(query).get('stage'));
  const [limit, setLimit] = useState(firstShown);
  const ask = useCallback((signal: AbortSignal) => fetchStuck(stage, limit, signal), [stage, limit]);
  const { data, error } = usePolled(ask, 10_000);
  const total = data?.counts && stages.reduce((sum, each) => sum + (data.counts?.[each] ?? 0), 0);
  return (
    <div className="page stuck-page">
      <CellPageHead title="Stuck invoices" feed={feed} asOf={data && Date.parse(data.asOf)} />
      <Panel
        title="Past the deadline of their stage"
        help={
          total === undefined
            ? 'The longest overdue first.'
            : `${countWords(data, stage, total)}, the longest overdue first.`
        }
        actions={
          <>
            <StageChoice stage={stage} />
            {data && <StuckCsv title="Stuck invoices" feed={feed} stage={stage} />}
          </>
        }
      >
        {!data && !error && <Message title="Looking for stuck invoices…" />}
        {!data && error && <Message title="The stuck invoices cannot be shown now.">{error.message}</Message>}
        {data?.invoices.length === 0 && (
          <Message title="No invoice is stuck here.">Each is within the deadline of its stage.</Message>
        )}
        {data && data.invoices.length > 0 && (
          <StuckTable invoices={data.invoices} isCut={data.next !== undefined} back={stuckHref(stage)} />
        )}
      </Panel>
      {data?.next !== undefined &&
        (limit < mostShown ? (
          <button
            type="button"
            className="button"
            onClick={() => setLimit((shown) => Math.min(mostShown, shown + moreShown))}
          >
            Show more
          </button>
        ) : (
          <p>
            There are more. <code>npx bems stuck --csv --limit 100000</code> lists them all.
          </p>
        ))}
    </div>
  );
}

/** How many are in the stage, if one is chosen, and in all. */
function countWords(data: StuckListing | undefined, stage: Stage | undefined, total: number): string {
  const least = data?.capped ? 'at least ' : '';
  const own = stage && `${least}${formatCount(data?.counts?.[stage] ?? 0)} in ${stageTitles[stage]}, `;
  const words = `${own ?? ''}${least}${formatCount(total)} in all stages`;
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function StageChoice({ stage }: { stage: Stage | undefined }) {
  return (
    <label>
      Stage{' '}
      <select
        className="button"
        value={stage ?? ''}
        onChange={({ target }) => {
          location.hash = stuckHref(stageNamed(target.value));
        }}
      >
        <option value="">All</option>
        {stages.map((each) => (
          <option key={each} value={each}>
            {stageTitles[each]}
          </option>
        ))}
      </select>
    </label>
  );
}
