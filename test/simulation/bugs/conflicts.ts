import type { MeasureRecord } from '../../../functions/core/measures/measures.ts';
import type { Bug } from '../bug.ts';

const decisions = 'conflicts#';
const versionsPerDecision = 1_000_000_000;

/** Mistakes in what is made of settled conflicts. */
export const conflictBugs: readonly Bug[] = [
  {
    name: 'decisions-unread',
    mistake: 'Whoever projects an invoice does not read what was decided about it.',
    client: ({ records }) => ({
      records: {
        ...records,
        list: async (...call) => (call[0].startsWith(decisions) ? [] : records.list(...call)),
      },
    }),
  },
  {
    name: 'decisions-no-version',
    mistake: 'The version of a record counts facts only, so another content of one version is refused.',
    timeSeries: ({ write }) => ({
      write: (records, snapshots) => write(records.map(withoutDecisions), snapshots),
    }),
  },
  {
    name: 'decided-not-projected',
    mistake: 'A decision is stored, and nobody is asked to project the invoice anew.',
    operatorsDueRecords: () => ({ add: async () => {} }),
  },
];

function withoutDecisions(record: MeasureRecord): MeasureRecord {
  return { ...record, version: record.version % versionsPerDecision };
}
