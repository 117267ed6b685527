import { downstreamStages } from '../../functions/core/downstream/settings.ts';
import { deadLetterQueues, names } from '../../functions/core/names.ts';
import type { Cell } from './cell.ts';
import { repeated } from './sentences.ts';

/**
 * Names that two resources of the cell would share, a sentence each. They are made of the names of partitions
 * and contacts and of words of our own, so that a partition may meet a word.
 */
export function nameErrors(cell: Cell): string[] {
  const name = names(cell.prefix);
  const partitions = cell.partitions.map((partition) => partition.name);
  const downstreams = downstreamStages(cell.downstream);
  const made: Readonly<Record<string, readonly string[]>> = {
    rule: [name.unroutedRule, name.archiveRule, ...partitions.map(name.rule)],
    queue: [
      name.recordQueue,
      ...downstreams.map(name.downstreamQueue),
      ...partitions.flatMap((partition) => [name.relayQueue(partition), name.queue(partition)]),
      ...deadLetterQueues(cell.prefix, partitions, downstreams).map((queue) => queue.name),
    ],
    topic: [
      ...[name.alarmTopic, name.directAlarmTopic],
      ...Object.keys(cell.alerts.contacts).map(name.alertTopic),
      ...partitions.map(name.topic),
    ],
  };
  return Object.entries(made).flatMap(([kind, all]) =>
    repeated(all).map(
      (shared) => `two of its ${kind}s would be called ${shared}: rename the partition or contact behind it`,
    ),
  );
}
