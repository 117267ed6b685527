import { type IAnyProducer, Lazy } from 'aws-cdk-lib';
import { GraphWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { isObject } from '../../lib/json.ts';

/** `[namespace, metric, dimension, value, …, options]`; an expression has options only. */
type Line = readonly unknown[];

/**
 * A graph that says what it shows in less text: a dashboard of 99 partitions has a thousand metrics, and a
 * template takes 1 MB. `.` stands for what the metric before has in that place, and a metric without a period has
 * the graph's
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html).
 */
export class CompactGraph extends GraphWidget {
  override toJson(): unknown[] {
    const widgets: readonly unknown[] = super.toJson();
    return widgets.map((widget) => {
      if (!isObject(widget) || !isObject(widget.properties)) return widget;
      const { metrics, period } = widget.properties;
      // The library decides as late as that what a line consists of.
      const produce: IAnyProducer['produce'] = (context) => compact(context.resolve(metrics), period);
      return { ...widget, properties: { ...widget.properties, metrics: Lazy.uncachedAny({ produce }) } };
    });
  }
}

function compact(lines: readonly Line[] | undefined, period: unknown): readonly Line[] | undefined {
  return lines?.map((line, index) => {
    const before = namesOf(lines[index - 1] ?? []);
    const names = namesOf(line).map((name, place) => (name === before[place] ? '.' : name));
    const options = line.filter(isObject).map((each) => spareOptions(each, period));
    return [...names, ...options];
  });
}

function namesOf(line: Line): readonly unknown[] {
  return line.filter((item) => !isObject(item));
}

/** Options without those that change nothing: nobody reads the label of what is hidden. */
function spareOptions(options: object, graphPeriod: unknown): object {
  const { label, period, ...others } = { label: undefined, period: undefined, ...options };
  const isHidden = 'visible' in options && options.visible === false;
  return {
    ...(label !== undefined && !isHidden && { label }),
    ...others,
    ...(period !== undefined && period !== graphPeriod && { period }),
  };
}
