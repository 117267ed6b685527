import type { CfnDashboard } from 'aws-cdk-lib/aws-quicksight';
import type { CalculatedField } from '../../dashboards/quicksight/data-set.ts';
import type { CalculatedFigure } from '../../dashboards/quicksight/figures.ts';

/** A visual with what its sheet has to know of it. */
export interface Placed {
  readonly id: string;
  readonly visual: CfnDashboard.VisualProperty;
  /** Of 36 columns. */
  readonly width: number;
  readonly height: number;
  /** Which time it is about: the period that is chosen, the weeks ahead, the last weeks, or whatever time it is. */
  readonly time: 'period' | 'ahead' | 'recent' | 'now';
  /** What it shows, of one data set. */
  readonly figures: readonly CalculatedFigure[];
  /** What it shows that is no figure, of one data set. */
  readonly fields?: readonly CalculatedField[];
  /** It has the rows alone that are among the first so many by a place. */
  readonly top?: { readonly place: CalculatedField; readonly count: number };
  /** Whether it is about stuck invoices alone. */
  readonly isOfStuck?: true;
  /** Whether it is about what belongs to episodes alone. */
  readonly isOfEpisodes?: true;
  /** Whether it is about one currency, which is chosen: a forecast has one series. */
  readonly isOfOneCurrency?: true;
}
