import { downstreamStages } from '../../functions/core/downstream/settings.ts';
import { stages } from '../../schemas/stages.ts';
import { type Cell, hasRollups } from './cell.ts';

/**
 * The alarms of a small cell, by their part of the alarms' names: of outcomes, not of causes, since CloudWatch charges
 * for every metric that an alarm reads. Each reads one.
 *
 * What holds up an accepted event anywhere between the bus and the stores shows in `events-unproved`, what loses or alters
 * one in `events-unaccounted`, and that neither is looked at in `reconciler-silent`. All three rest on the auditors'
 * archive, so whatever keeps an event out of it has alarms of its own, as have the bus, the alarms' own way to people
 * and what finance has to decide.
 */
export function smallAlarmsOf(cell: Pick<Cell, 'downstream' | 'timeSeries'>): readonly string[] {
  const [anyStage] = stages;
  return [
    'api-errors',
    'bus-dead-letters',
    ...['rule-losses-archive', 'archive-dead-letters', 'archive-failing'],
    ...['events-unaccounted', 'events-unproved', 'reconciler-silent'],
    ...['alert-dead-letters', 'alert-router-dead-letters', 'alert-router-silent'],
    ...stages.flatMap((stage) => [`stuck-invoices-${stage}`, `conflicts-${stage}`]),
    // The detector reports all stages at once, or none.
    `detector-silent-${anyStage}`,
    ...(hasRollups(cell) ? ['unusual-counts'] : []),
    // Nobody proves that a downstream was told.
    ...downstreamStages(cell.downstream).map((stage) => `downstream-dead-letters-${stage}`),
  ];
}
