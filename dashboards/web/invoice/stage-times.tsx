import type { InvoiceHead } from '../../../functions/core/invoice/head.ts';
import { epochMs } from '../../../functions/core/invoice/instant.ts';
import { type Stage, stages } from '../../../schemas/stages.ts';
import { stageTitles } from '../../stage-titles.ts';
import { Instant } from '../components/instant.tsx';
import { formatDuration } from '../format/durations.ts';

type StageTime = NonNullable<InvoiceHead['stages'][Stage]>;

/** How long the invoice was, or has been, in a stage, in ms. */
function timeIn(time: StageTime): number {
  return time.dwellMs ?? (time.leftAt ? epochMs(time.leftAt) : Date.now()) - epochMs(time.enteredAt);
}

function Card({ stage, time }: { stage: Stage; time: StageTime | undefined }) {
  if (!time)
    return (
      <li className="stage-card stage-card-none">
        <h3>{stageTitles[stage]}</h3>
        <p className="stage-dwell muted">Not entered</p>
      </li>
    );
  return (
    <li className={`stage-card stage-${stage}`}>
      <h3>{stageTitles[stage]}</h3>
      <p className="stage-dwell">
        {formatDuration(timeIn(time))}
        {!time.leftAt && <span className="muted"> so far</span>}
      </p>
      <p className="muted">
        Entered <Instant at={time.enteredAt} form="full" />
      </p>
      {time.leftAt && (
        <p className="muted">
          Left <Instant at={time.leftAt} form="full" />
        </p>
      )}
    </li>
  );
}

/** The time the invoice spent in each stage. */
export function StageTimes({ head }: { head: InvoiceHead }) {
  return (
    <section aria-labelledby="stage-times">
      <h2 id="stage-times" className="visually-hidden">
        Time in each stage
      </h2>
      <ol className="stage-cards">
        {stages.map((stage) => (
          <Card key={stage} stage={stage} time={head.stages[stage]} />
        ))}
      </ol>
    </section>
  );
}
