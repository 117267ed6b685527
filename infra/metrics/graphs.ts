import {
  type GraphWidgetProps,
  type IMetric,
  type IWidget,
  Row,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { everyMinute } from './aws-metrics.ts';
import { CompactGraph } from './compact-graph.ts';

/** Columns of a dashboard. */
const columns = 24;

/** A line across a graph: a promise, or an alarm's threshold. */
export interface Limit {
  readonly label: string;
  readonly value: number;
}

export interface Graph {
  readonly title: string;
  readonly metrics: readonly IMetric[];
  /** The unit of the left axis: `events`, `ms`, … */
  readonly unit: string;
  readonly limit?: Limit;
}

/** Graphs side by side, all of the same width. */
export function row(...graphs: readonly Graph[]): IWidget {
  return new Row(...graphs.map((graph) => widget(graph, columns / graphs.length)));
}

/** A sentence over what follows. */
export function heading(markdown: string): IWidget {
  return new TextWidget({ markdown, width: columns, height: 2 });
}

function widget({ title, metrics, unit, limit }: Graph, width: number): IWidget {
  return new CompactGraph({
    title,
    width,
    height: 6,
    left: [...metrics],
    leftYAxis: { label: unit, showUnits: false, min: 0 },
    ...everyMinute,
    ...(limit && { leftAnnotations: [limit] }),
  } satisfies GraphWidgetProps);
}
