import type { ListedAnomaly } from '../../../functions/core/analytics/anomaly/listed-anomaly.ts';
import { anomalyHref } from '../data/route.ts';
import type { Board } from '../figures/board.ts';

interface MarkedNoteProps {
  readonly anomaly: ListedAnomaly;
  readonly board: Pick<Board, 'looker' | 'address'>;
}

/** Says what a band of a chart is, and leads there. It is of the whole cell, whatever the chart is narrowed to. */
export function MarkedNote({ anomaly, board: { looker, address } }: MarkedNoteProps) {
  const narrowedBy = Object.keys(looker.view.filters).filter(
    (name) => anomaly.currency === undefined || name !== 'currency',
  );
  return (
    <p className="note">
      Marked{narrowedBy.length > 0 && ', of the whole cell'}:{' '}
      <a href={anomalyHref(anomaly.id, address)}>{anomaly.sentence}</a>
    </p>
  );
}
