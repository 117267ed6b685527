import type { Stage } from '../../schemas/stages.ts';
import type { Charted } from '../anomaly-bands.ts';
import type { KpiDimension, Persona } from '../kpis/kpi.ts';

/** A page of figures as data: what it is called, and its panels from top to bottom. */
export interface Dashboard {
  readonly id: Persona | 'vendor';
  readonly title: string;
  readonly sections: readonly Section[];
}

export interface Section {
  readonly title: string;
  readonly panels: readonly Panel[];
}

export interface Titled {
  readonly title: string;
  /** One sentence under the title. */
  readonly help?: string;
  /** Shares its row with the next panel on a wide screen; the whole row unless given. */
  readonly width?: 'half' | 'third' | 'two-thirds';
}

/** Figures, each with its comparison. One that is split by currency has a row per currency. */
export interface FiguresPanel extends Titled {
  readonly kind: 'figures';
  readonly kpis: readonly string[];
}

/** Counts of today so far, each with what is usual for this day of the week by this time of the day. */
export interface UsualPanel extends Titled {
  readonly kind: 'usual';
  readonly kpis: readonly string[];
  /** So many weeks before, of which the middle one is usual. */
  readonly weeks: number;
  /** With fewer of them nothing is usual yet. */
  readonly atLeast: number;
}

/** Amounts by age: a bar of parts per currency. */
export interface AgingPanel extends Titled {
  readonly kind: 'aging';
  readonly kpi: string;
}

/** Figures over time; of money, a chart per currency. */
export interface TimePanel extends Titled {
  readonly kind: 'time';
  /** The series, each in a colour of its own. */
  readonly kpis: readonly string[];
  /** Weeks from today on, in the place of the view's period. */
  readonly weeksAhead?: number;
  /** What of the events of which stages the series show: where it was unusual is marked. */
  readonly judgedAs?: Pick<Charted, 'stages' | 'measure'>;
}

/** The values of a dimension, each with its figures, to be sorted. */
export interface TablePanel extends Titled {
  readonly kind: 'table';
  readonly by: KpiDimension;
  readonly kpis: readonly string[];
}

/** Steps that fewer and fewer get through, the first one first. */
export interface FunnelPanel extends Titled {
  readonly kind: 'funnel';
  readonly kpis: readonly string[];
}

/** The invoices with the largest values of a figure; of each currency, if it is money. */
export interface InvoicesPanel extends Titled {
  readonly kind: 'invoices';
  readonly kpi: string;
  /** Invoices per currency. */
  readonly limit: number;
  /** The KPI whose invoices, of every currency, are a link away by their due dates. */
  readonly byDueDate?: string;
}

/** What is unusual about the events of the whole cell, in one sentence each; no filter applies to it. */
export interface AnomalyPanel extends Titled {
  readonly kind: 'anomalies';
  /** Per stage the KPI whose invoices are behind an anomaly of it. */
  readonly invoices: Readonly<Record<Stage, string>>;
}

/** What comes from the cell's status rather than from figures: no filter applies to it. */
export interface CellPanel extends Titled {
  readonly kind: 'freshness' | 'health' | 'stuck';
}

/** What is expected to be paid by week, simulated; no filter but that of the currency applies to it. */
export interface ForecastPanel extends Titled {
  readonly kind: 'forecast';
}

/** How many events each stage will get by day, and in the busiest hour; no filter applies to it. */
export interface VolumesPanel extends Titled {
  readonly kind: 'volumes';
}

/** Per stage how many invoices are in it and how long it takes, with the bottleneck named. */
export interface StagesPanel extends Titled {
  readonly kind: 'stages';
  /** The invoices in each stage now. */
  readonly workInProgress: string;
  /** KPIs of the time in a stage, without the stage that their ids begin with. */
  readonly times: readonly string[];
  /** Per stage the KPI of how long it delays invoices, by which the bottleneck is found. */
  readonly delays: Readonly<Record<Stage, string>>;
}

/** Events of the last minutes, a column per minute and a colour per stage. */
export interface TrafficPanel extends Titled {
  readonly kind: 'traffic';
  readonly kpi: string;
  readonly minutes: number;
}

export type Panel =
  | FiguresPanel
  | UsualPanel
  | AgingPanel
  | TimePanel
  | TablePanel
  | FunnelPanel
  | InvoicesPanel
  | CellPanel
  | AnomalyPanel
  | ForecastPanel
  | VolumesPanel
  | StagesPanel
  | TrafficPanel;
