import type { Fact } from '../../../functions/core/invoice/fact.ts';
import { project } from '../../../functions/core/invoice/projection.ts';
import { type StageDeadlines, usualStageDeadlines } from '../../../functions/core/invoice/stage-deadlines.ts';
import type { Bus, Ledger, Records } from '../../../functions/core/ports.ts';
import { isObject } from '../../../lib/json.ts';
import { detectStuckInvoices } from '../../../operations/stuck-detection/detect.ts';
import { memoryBus } from '../../doubles/memory-bus.ts';
import { memoryLedger } from '../../doubles/memory-ledger.ts';
import { memoryRecords } from '../../doubles/memory-records.ts';
import { factOf } from '../core/arbitrary-facts.ts';

/** Minute 0 of the sample facts. */
export const start = Date.parse('2026-03-02T08:00:00.000Z');
export const minuteMs = 60_000;
export const dayMinutes = 1_440;

/** The ports of the detector, any of them replaced. */
export interface StuckPorts {
  readonly ledger: Ledger;
  readonly records: Records;
  readonly bus: Bus;
}

/** An announcement as a listener sees it. */
export interface Heard {
  readonly detailType: string;
  readonly id: string;
  readonly invoiceId: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** A cell of which there is nothing but what the detector uses, with a clock in minutes. */
export function stuckWorld() {
  const [ledger, records, bus] = [memoryLedger(), memoryRecords(), memoryBus()];
  const facts = new Map<string, Fact[]>();
  let minute = 0;
  let deadlines: StageDeadlines = usualStageDeadlines;
  const now = () => start + minute * minuteMs;
  return {
    ...{ ledger, records, bus, now },
    at(next: number) {
      minute = next;
    },
    /** From now on heads are projected with these; what was saved stays. */
    deadlines(next: StageDeadlines) {
      deadlines = next;
    },
    /** Something happens to an invoice, and its head is saved. */
    async happen(
      invoiceId: string,
      ...[stage, status, at, event = {}]: Parameters<typeof factOf>
    ): Promise<void> {
      const fact = factOf(stage, status, at, { ...event, invoiceId });
      const all = [...(facts.get(invoiceId) ?? []), fact];
      facts.set(invoiceId, all);
      await ledger.append(fact);
      await ledger.saveHead(project(all, deadlines));
    },
    detect: (replaced: Partial<StuckPorts> = {}) =>
      detectStuckInvoices({
        ...{ ledger, records, bus, ...replaced },
        clock: { now },
        stageDeadlines: deadlines,
      }),
    /** What was announced since the last time. */
    heard: (): readonly Heard[] => bus.take().map(heardOf),
  };
}

export function heardOf({ detailType, detail }: { detailType: string; detail: object }): Heard {
  if (!isObject(detail)) throw new Error('An announcement without a detail');
  return { detailType, id: String(detail.id), invoiceId: String(detail.invoiceId), detail };
}

/** The records, with a count of the calls that change something. */
export function countingRecords(records: Records): { records: Records; writes: () => number } {
  let writes = 0;
  return {
    writes: () => writes,
    records: {
      ...records,
      create: (...args) => {
        writes += 1;
        return records.create(...args);
      },
      replace: (...args) => {
        writes += 1;
        return records.replace(...args);
      },
      remove: (...args) => {
        writes += 1;
        return records.remove(...args);
      },
    },
  };
}
