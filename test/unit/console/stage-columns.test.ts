import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bucketMs, type KpiReading } from '../../../dashboards/kpi-reader.ts';
import { columnTotal, stageColumns } from '../../../dashboards/stage-columns.ts';
import { byStage, stages } from '../../../schemas/stages.ts';

const none = byStage(() => 0);
function minutes(rows: KpiReading['rows']): KpiReading {
  return {
    query: {
      kpi: 'events',
      period: { from: '2026-03-09T08:00:00.000Z', to: '2026-03-09T08:03:00.000Z' },
      today: '2026-03-09',
      bucket: 'minute',
    },
    rows,
    truncated: false,
  };
}

describe('Given a reading by minute and stage', () => {
  test('every minute has its column, empty ones too', () => {
    const rows = [
      { at: '2026-03-09T08:00:00.000Z', group: { stage: 'ingestion' }, value: '2' },
      { at: '2026-03-09T08:02:00.000Z', group: { stage: 'posting', currency: 'EUR' }, value: '3' },
      { at: '2026-03-09T08:02:00.000Z', group: { stage: 'posting', currency: 'USD' }, value: '4' },
    ];
    expect(stageColumns(minutes(rows))).toEqual([
      { at: '2026-03-09T08:00:00.000Z', counts: { ...none, ingestion: 2 } },
      { at: '2026-03-09T08:01:00.000Z', counts: none },
      { at: '2026-03-09T08:02:00.000Z', counts: { ...none, posting: 7 } },
    ]);
  });
});

describe('Given any period and bucket', () => {
  const anyBucket = fc.constantFrom('minute', 'hour', 'day', undefined);
  const anyRows = fc.array(
    fc.record({ offset: fc.nat({ max: 999_999 }), stage: fc.constantFrom(...stages), count: fc.nat() }),
  );
  test('the columns together count what the rows do', () => {
    fc.assert(
      fc.property(
        anyBucket,
        fc.nat(),
        fc.integer({ min: 1, max: 5e6 }),
        anyRows,
        (bucket, from, span, drawn) => {
          const reading: KpiReading = {
            query: {
              kpi: 'events',
              period: { from: new Date(from).toISOString(), to: new Date(from + span).toISOString() },
              today: '2026-03-09',
              ...(bucket && { bucket }),
            },
            rows: drawn.map(({ offset, stage, count }) => {
              const at = from + (offset % span);
              const step = bucket && bucketMs[bucket];
              return {
                ...(step && { at: new Date(at - (at % step)).toISOString() }),
                group: { stage },
                value: `${count}`,
              };
            }),
            truncated: false,
          };
          const total = stageColumns(reading).reduce((sum, column) => sum + columnTotal(column), 0);
          expect(total).toBe(drawn.reduce((sum, { count }) => sum + count, 0));
        },
      ),
    );
  });
});
