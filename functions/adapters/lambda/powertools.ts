import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { metricsNamespace } from '../../core/metric-names.ts';
import type { Log, Metrics as MetricsPort } from '../../core/ports.ts';

export const logger = new Logger();
export const metrics = new Metrics({ namespace: metricsNamespace });

/**
 * The log port on Powertools: the registry's sentence as the message, its code and the fields
 * beside it.
 */
export const powertoolsLog: Log = {
  info: ({ code, text }, fields) => logger.info(text, { code, ...fields }),
  warn: ({ code, text }, fields) => logger.warn(text, { code, ...fields }),
  error: ({ code, text }, fields) => logger.error(text, { code, ...fields }),
};

/**
 * One metric of a line takes this many values (the specification of the embedded metric format).
 */
const valuesPerMetric = 100;

/** Reports one number; CloudWatch has no type for gauges: whoever reads it picks sum or maximum. */
const report: MetricsPort['count'] = (name, value, dimensions) => {
  const target = dimensions ? metrics.singleMetric() : metrics;
  if (dimensions) target.addDimensions({ ...dimensions });
  target.addMetric(name, MetricUnit.Count, value);
};

/**
 * The metrics port on CloudWatch's embedded metric format; a metric with dimensions of its own
 * takes a line of its own.
 */
export const powertoolsMetrics: MetricsPort = {
  count: report,
  gauge: report,
  durations(name, milliseconds, dimensions = {}) {
    for (let start = 0; start < milliseconds.length; start += valuesPerMetric) {
      const target = new Metrics({ namespace: metricsNamespace });
      target.addDimensions({ ...dimensions });
      for (const value of milliseconds.slice(start, start + valuesPerMetric))
        target.addMetric(name, MetricUnit.Milliseconds, value);
      // When full, it has published itself.
      if (target.hasStoredMetrics()) target.publishStoredMetrics();
    }
  },
};
