import { useCallback, useEffect, useState } from 'react';
import { type Stage, stages } from '../../../schemas/stages.ts';
import { stageTitles } from '../../stage-titles.ts';
import { CellPageHead } from '../components/cell-page-head.tsx';
import { Message } from '../components/message.tsx';
import { Panel } from '../components/panel.tsx';
import { StuckTable } from '../components/stuck-table.tsx';
import { fetchStuck } from '../data/api.ts';
import type { Feed } from '../data/status-feed.ts';
import { usePolled } from '../data/use-polled.ts';
import { StuckCsv } from '../figures/stuck-csv.tsx';
import { formatCount } from '../format/numbers.ts';

/** Invoices shown at first, how many more at a time, and at most. */
const firstShown = 50;
const moreShown = 250;
const mostShown = 1_000;

/** The invoices past the deadline of their stage, the longest overdue first. */
export function StuckPage({ feed }: { feed: Feed }) {
  useEffect(() => {
    document.title = 'Stuck invoices · Invoice events';
  }, []);
  const [stage, setStage] = useState<Stage>();
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
            : `${data?.capped ? 'At least ' : ''}${formatCount(total)} in all stages, the longest overdue first.`
        }
        actions={
          <>
            <StageChoice stage={stage} onChoose={setStage} />
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
          <StuckTable invoices={data.invoices} isCut={data.next !== undefined} />
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

interface StageChoiceProps {
  readonly stage: Stage | undefined;
  readonly onChoose: (stage: Stage | undefined) => void;
}

function StageChoice({ stage, onChoose }: StageChoiceProps) {
  return (
    <label>
      Stage{' '}
      <select
        className="button"
        value={stage ?? ''}
        onChange={({ target }) => onChoose(stages.find((each) => each === target.value))}
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
