import { utc } from '../functions/core/invoice/instant.ts';
import { byStage, type Stage, stageNamed, stages } from '../schemas/stages.ts';
import { bucketMs, type KpiReading } from './kpi-reader.ts';

/** A column of a chart: one bucket's count of every stage. */
export interface StageColumn {
  /** Beginning of the bucket, RFC 3339 UTC. */
  readonly at: string;
  readonly counts: Readonly<Record<Stage, number>>;
}

/**
 * The columns of a count that is split by stage, oldest first: one per bucket of the period, empty
 * ones too.
 */
export function stageColumns({ query, rows }: KpiReading): readonly StageColumn[] {
  const [from, to] = [Date.parse(query.period.from), Date.parse(query.period.to)];
  const step = query.bucket ? bucketMs[query.bucket] : to - from;
  const first = query.bucket ? Math.floor(from / step) * step : from;
  const byBucket = Map.groupBy(rows, ({ at }) => (at === undefined ? first : Date.parse(at)));
  return Array.from({ length: Math.ceil((to - first) / step) }, (_, index) => {
    const at = first + index * step;
    const counts = byStage(() => 0);
    for (const { group, value } of byBucket.get(at) ?? []) {
      const stage = stageNamed(group.stage);
      if (stage) counts[stage] += Number(value);
    }
    return { at: utc(at), counts };
  });
}

/** The count of all stages together. */
export function columnTotal({ counts }: StageColumn): number {
  return stages.reduce((sum, stage) => sum + counts[stage], 0);
}
