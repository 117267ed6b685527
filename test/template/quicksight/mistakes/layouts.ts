import { and, become, gone, type Mistake } from './mistake.ts';
import { controlGrid, grid, overview, trend } from './places.ts';

/** A place of a visual that has one already. */
const secondPlace = {
  ...{ ElementType: 'VISUAL', ElementId: 'trend' },
  ...{ ColumnIndex: 12, RowIndex: 6, ColumnSpan: 12, RowSpan: 6 },
};

/** What can be wrong with layouts. */
export const layoutMistakes: readonly Mistake[] = [
  {
    what: 'a visual has no place',
    at: `${grid}.1`,
    to: gone,
    rule: 'layout-missing',
    found: trend,
  },
  {
    what: 'a control has no place',
    at: `${controlGrid}.3`,
    to: gone,
    rule: 'layout-missing',
    found: `${overview}.FilterControls.1.CrossSheet`,
  },
  {
    what: 'a visual has two places',
    at: grid,
    to: and(secondPlace),
    rule: 'layout-twice',
    found: `${grid}.4`,
  },
  {
    what: 'a place is of nothing',
    at: `${grid}.3.ElementId`,
    to: become('word'),
    rule: 'layout-element',
    found: `${grid}.3`,
    also: ['layout-missing'],
  },
  {
    what: 'a place is of another kind',
    at: `${grid}.3.ElementType`,
    to: become('VISUAL'),
    rule: 'layout-element',
    found: `${grid}.3`,
    also: ['layout-missing'],
  },
  {
    what: 'a visual is among the controls',
    at: controlGrid,
    to: and(secondPlace),
    rule: 'layout-element',
    found: `${controlGrid}.4`,
    also: ['layout-twice'],
  },
  {
    what: 'a visual reaches beyond the grid',
    at: `${grid}.2.ColumnSpan`,
    to: become(13),
    rule: 'layout-outside',
    found: `${grid}.2`,
  },
  {
    what: 'a visual has a column and no row',
    at: `${grid}.2.RowIndex`,
    to: gone,
    rule: 'layout-outside',
    found: `${grid}.2`,
  },
  {
    what: 'a visual lies on another one',
    at: `${grid}.1.ColumnIndex`,
    to: become(11),
    rule: 'layout-overlap',
    found: `${grid}.1`,
  },
  {
    what: 'a text lies on the row of a visual',
    at: `${grid}.3.RowIndex`,
    to: become(5),
    rule: 'layout-overlap',
    found: `${grid}.3`,
  },
];
