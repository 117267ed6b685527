import { metricNames } from '../../functions/core/metric-names.ts';
import type { Metrics } from '../../functions/core/ports.ts';
import { byStage, type Stage, stages } from '../../schemas/stages.ts';
import type { Freshness } from './freshness.ts';

/**
 * Metrics of which the cell keeps what the detector of stuck invoices found last, and how long events took. The rest it
 * counts for itself: queues and stores know what went through them.
 */
export class StuckInvoiceLevels implements Metrics {
  readonly #levels = new Map<string, number>();
  readonly #freshness: Pick<Freshness, 'record'>;

  constructor(freshness: Pick<Freshness, 'record'>) {
    this.#freshness = freshness;
  }

  gauge(name: string, value: number, dimensions?: Readonly<Record<string, string>>): void {
    if (name === metricNames.stuckInvoices && dimensions?.stage) this.#levels.set(dimensions.stage, value);
  }

  count(): void {}

  durations(name: string, milliseconds: readonly number[]): void {
    if (name === metricNames.visibilityLatency) this.#freshness.record(milliseconds);
  }

  /** Stuck invoices by stage; null until the detector has looked. */
  summary(): Readonly<Record<Stage, number>> | null {
    if (stages.some((stage) => !this.#levels.has(stage))) return null;
    return byStage((stage) => this.#levels.get(stage) ?? 0);
  }
}
