import type { Feed } from '../data/status-feed.ts';
import { CellLine } from './cell-line.tsx';
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
  return (
    <div className={spoken === undefined ? 'page-head' : 'page-head page-head-slim'}>
      <h1 className={spoken === undefined ? undefined : 'visually-hidden'}>{spoken ?? title}</h1>
      <CellLine {...{ title, feed, asOf }} />
      <PageActions title={title} asOf={asOf} />
    </div>
  );
}
