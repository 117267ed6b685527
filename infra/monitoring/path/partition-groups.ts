import { chunks } from '../../../lib/chunks.ts';
import type { Stage } from '../../../schemas/stages.ts';
import { stages } from '../../../schemas/stages.ts';
import type { Cell } from '../../cells/cell.ts';

/** Partitions of one stage that share an alarm of each kind. */
export interface PartitionGroup {
  /** Part of the alarm's name: the partition, or the stage and a number. */
  readonly subject: string;
  readonly stage: Stage;
  readonly partitions: readonly string[];
}

/** An alarm reads this many metrics at most (see `joined`). */
const metricsPerAlarm = 10;

/**
 * A cell of up to ten partitions has alarms for each of them. In a larger one up to ten partitions
 * of a stage share theirs: 99 partitions with alarms of their own would exceed the 500 resources of
 * a stack.
 */
export function partitionGroups({ partitions }: Pick<Cell, 'partitions'>): readonly PartitionGroup[] {
  return partitions.length <= metricsPerAlarm
    ? partitions.map(({ name, stage }) => ({ subject: name, stage, partitions: [name] }))
    : stages.flatMap((stage) =>
        chunks(
          partitions.filter((partition) => partition.stage === stage).map(({ name }) => name),
          metricsPerAlarm,
        ).map((names, index) => ({ subject: `${stage}-${index + 1}`, stage, partitions: names })),
      );
}
