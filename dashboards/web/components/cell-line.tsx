import type { Feed } from '../data/status-feed.ts';
import { usePrintedLine } from '../filters/use-printed-line.ts';
import { formatAsOf } from '../format/periods.ts';

interface CellLineProps {
  /** Of the page. */
  readonly title: string;
  readonly feed: Feed;
  /** When what it shows was read, ms since the epoch. */
  readonly asOf: number | undefined;
}

/** On paper and in a picture alone: of which cell the page is, and as of when. */
export function CellLine({ title, feed, asOf }: CellLineProps) {
  const cell = feed.window.at(-1);
  const where = `Cell ${cell ? `${cell.cell}, ${cell.region}` : 'not known'}`;
  const when = formatAsOf(asOf, Intl.DateTimeFormat().resolvedOptions().timeZone);
  const line = [title, where, when].join(' · ');
  usePrintedLine(line);
  return <p className="print-only view-line">{line}</p>;
}
