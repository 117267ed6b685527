import { basename, join } from 'node:path';
import { CasePositions } from '../../../cli/import/case-positions.ts';
import { loadMapping } from '../../../cli/import/mapping.ts';
import { logFiles, readLog } from '../../../cli/import/read-log.ts';
import { eventMapper } from '../../../cli/import/to-event.ts';
import type { Fact } from '../../../functions/core/invoice/fact.ts';
import { loggedFact } from './logged-fact.ts';

/**
 * The BPI Challenge 2019 log, read and mapped as `bems import` does it. It has no amounts (0.00), due dates
 * and vendors; each of its files is taken for a producer.
 * @throws {RangeError} at an event that cannot be used
 */
export async function bpiChallenge(folder: string): Promise<readonly Fact[]> {
  const mapping = loadMapping('bpi-challenge-2019');
  const [toEvent, positions] = [eventMapper(mapping), new CasePositions()];
  const facts: Fact[] = [];
  for (const file of await logFiles([join(folder, 'bpi2019')]))
    for await (const record of readLog(file, mapping)) {
      const mapped = toEvent(record, positions.next(record.caseId));
      if (mapped.kind === 'unusable') throw new RangeError(`${mapped.place}: ${mapped.problem}`);
      if (mapped.kind === 'event')
        facts.push(loggedFact(mapped.outgoing.stage, basename(file), mapped.outgoing.event));
    }
  return facts;
}
