import { metricNames } from '../../functions/core/metric-names.ts';
import type { Metrics } from '../../functions/core/ports.ts';
import { byStage, type Stage, stages } from '../../schemas/stages.ts';
import type { Freshness } from './freshness.ts';

/**
 * What the detector of stuck invoices found last, and how long events took, overheard from the metrics
 * that the functions report.
 */
export class StuckInvoiceLevels {
  readonly #levels = new Map<string, number>();
  readonly #freshness: Pick<Freshness, 'record'>;

  constructor(freshness: Pick<Freshness, 'record'>) {
    this.#freshness = freshness;
  }

  /** The metrics, overheard. */
  listening(metrics: Metrics): Metrics {
    return {
      ...metrics,
      gauge: (name, value, dimensions) => {
        if (name === metricNames.stuckInvoices && dimensions?.stage)
          this.#levels.set(dimensions.stage, value);
        metrics.gauge(name, value, dimensions);
      },
      durations: (name, milliseconds, dimensions) => {
        if (name === metricNames.visibilityLatency) this.#freshness.record(milliseconds);
        metrics.durations(name, milliseconds, dimensions);
      },
    };
  }

  /** Stuck invoices by stage; null until the detector has looked. */
  summary(): Readonly<Record<Stage, number>> | null {
    if (stages.some((stage) => !this.#levels.has(stage))) return null;
    return byStage((stage) => this.#levels.get(stage) ?? 0);
  }
}
