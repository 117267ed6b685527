import { conflictsIn } from '../../../functions/core/invoice/conflicts.ts';
import type { Fact } from '../../../functions/core/invoice/fact.ts';
import { usualStageDeadlines } from '../../../functions/core/invoice/stage-deadlines.ts';
import type { TimeSeries } from '../../../functions/core/ports.ts';
import { readDecisions } from '../../../operations/conflicts/decisions.ts';
import { settleConflict } from '../../../operations/conflicts/settle.ts';
import { byStage, stages } from '../../../schemas/stages.ts';
import { memoryDueCalls } from '../../doubles/memory-due-calls.ts';
import { memoryDueRecords } from '../../doubles/memory-due-records.ts';
import { memoryLedger } from '../../doubles/memory-ledger.ts';
import { memoryQueues } from '../../doubles/memory-queues.ts';
import { memoryRecords } from '../../doubles/memory-records.ts';
import { consumers, noDeadLetters } from '../../unit/functions/consumers.ts';
import { factRecord, memoryLog, memoryMetrics, sqsEvent, sqsRecord } from '../../unit/functions/harness.ts';
import type { Ruling } from './happenings.ts';

/** Which conflict to settle, of those that there are, and which of its contents counts. */
export interface Settling {
  readonly which: number;
  /** Every content counts unless given. */
  readonly counts?: number | undefined;
}

/** The processors of a cell, in front of a store of figures. */
export interface FiguresCell {
  /** Processes messages as each stage's queue would deliver them: in one batch per stage. */
  take(messages: readonly Fact[]): Promise<void>;
  /** Settles a conflict, if there is one. */
  settle(settling: Settling): Promise<void>;
  /** Everything taken so far, in its order. */
  readonly taken: readonly Fact[];
  /** What was decided so far. */
  rulings(): Promise<readonly Ruling[]>;
}

export function figuresCell(timeSeries: TimeSeries): FiguresCell {
  const [ledger, records, dueRecords, dueCalls] = [
    memoryLedger(),
    memoryRecords(),
    memoryDueRecords(),
    memoryDueCalls(),
  ];
  const ports = {
    ...{ ledger, records, dueRecords, timeSeries, queues: memoryQueues() },
    dueCalls: byStage(() => dueCalls),
    clock: { now: () => 0 },
    random: () => 0.5,
    wait: async () => {},
    stageDeadlines: usualStageDeadlines,
    log: memoryLog(),
    metrics: memoryMetrics(),
  };
  const consumersOf = byStage((stage) => consumers[stage](ports));
  const writePutOff = consumers.records(ports);
  const taken: Fact[] = [];
  const invoiceIds = () => [...new Set(taken.map(({ event }) => event.invoiceId))];

  return {
    taken,
    async take(messages) {
      taken.push(...messages);
      const batches = stages.map((stage) => ({ stage, of: messages.filter((each) => each.stage === stage) }));
      await Promise.all(
        batches
          .filter(({ of }) => of.length > 0)
          .map(({ stage, of }) => consumersOf[stage](sqsEvent(...of.map((fact) => factRecord(fact))))),
      );
    },
    async settle({ which, counts }) {
      const found = invoiceIds().map(async (invoiceId) =>
        conflictsIn(await ledger.facts(invoiceId)).map((conflict) => ({ invoiceId, ...conflict })),
      );
      const conflicts = (await Promise.all(found)).flat();
      const conflict = conflicts[which % conflicts.length];
      if (!conflict) return;
      const { invoiceId, eventId, digests } = conflict;
      const choice =
        counts === undefined
          ? ({ choice: 'all' } as const)
          : ({ choice: 'one', counts: digests[counts % digests.length] } as const);
      const request = { invoiceId, eventId, ...choice, reason: 'the producer says so', by: 'ada' };
      await settleConflict({ ...ports, deadLetters: noDeadLetters }, request);
      const due = dueRecords.take().map((each) => sqsRecord(JSON.stringify(each)));
      await writePutOff(sqsEvent(...due));
    },
    async rulings() {
      const decisions = await Promise.all(invoiceIds().map((id) => readDecisions(records, id)));
      return decisions.flat();
    },
  };
}
