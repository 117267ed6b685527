import type { Feed } from '../data/status-feed.ts';
import { usePrintedLine } from '../filters/use-printed-line.ts';
import { formatAsOf } from '../format/periods.ts';
import { PageActions } from './page-actions.tsx';

interface CellPageHeadProps {
  readonly title: string;
  /** What only a screen reader says, in the place of the title, where the page's first panel is one. */
  readonly spoken?: string;
  readonly feed: Feed;
  /** When what it shows was read, ms since the epoch. */
  readonly asOf: number | undefined;
}

/** The head of a page about a whole cell. Whoever takes it along sees which cell, and as of when. */
export function CellPageHead({ title, spoken, feed, asOf }: CellPageHeadProps) {
  const cell = feed.window.at(-1);
  const where = `Cell ${cell ? `${cell.cell}, ${cell.region}` : 'not known'}`;
  const when = formatAsOf(asOf, Intl.DateTimeFormat().resolvedOptions().timeZone);
  usePrintedLine([title, where, when].join(' · '));
  return (
    <div className={spoken === undefined ? 'page-head' : 'page-head page-head-slim'}>
      <h1 className={spoken === undefined ? undefined : 'visually-hidden'}>{spoken ?? title}</h1>
      <p className="print-only view-line">
        {title} · {where} · {when}
      </p>
      <PageActions title={title} asOf={asOf} />
    </div>
  );
}
