import type { CfnDashboard } from 'aws-cdk-lib/aws-quicksight';
import type { CalculatedFigure } from '../../dashboards/quicksight/figures.ts';

/** A visual with what its sheet has to know of it. */
export interface Placed {
  readonly id: string;
  readonly visual: CfnDashboard.VisualProperty;
  /** Of 36 columns. */
  readonly width: number;
  readonly height: number;
  /** Which time it is about: the period that is chosen, the weeks ahead, or whatever time it is. */
  readonly time: 'period' | 'ahead' | 'now';
  /** What it shows, of one data set. */
  readonly figures: readonly CalculatedFigure[];
  /** Whether it is about one currency, which is chosen: a forecast has one series. */
  readonly isOfOneCurrency?: true;
}
