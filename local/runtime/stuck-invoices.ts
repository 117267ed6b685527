import { metricNames } from '../../functions/core/metric-names.ts';
import type { Metrics } from '../../functions/core/ports.ts';
import { byStage, type Stage, stages } from '../../schemas/stages.ts';

/**
 * Metrics of which the cell keeps what the detector of stuck invoices found last. The rest it counts for itself: queues
 * and stores know what went through them, and how fast.
 */
export class StuckInvoiceLevels implements Metrics {
  readonly #levels = new Map<string, number>();

  gauge(name: string, value: number, dimensions?: Readonly<Record<string, string>>): void {
    if (name === metricNames.stuckInvoices && dimensions?.stage) this.#levels.set(dimensions.stage, value);
  }

  count(): void {}

  durations(): void {}

  /** Stuck invoices by stage; null until the detector has looked. */
  summary(): Readonly<Record<Stage, number>> | null {
    if (stages.some((stage) => !this.#levels.has(stage))) return null;
    return byStage((stage) => this.#levels.get(stage) ?? 0);
  }
}
