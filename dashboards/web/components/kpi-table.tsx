import { stages } from '../../../schemas/stages.ts';
import { kpiOf } from '../../kpis/registry.ts';
import type { ChartPanel } from '../../pages/panels.ts';
import { columnTotal, type StageColumn } from '../../stage-columns.ts';
import { stageTitles } from '../../stage-titles.ts';
import { bucketForms } from '../format/buckets.ts';
import { formatCount } from '../format/numbers.ts';
import { Instant } from './instant.tsx';
import { ScrollTable } from './scroll-table.tsx';

interface KpiTableProps {
  readonly panel: ChartPanel;
  readonly columns: readonly StageColumn[];
}

/** The columns of a chart as figures, newest first. */
export function KpiTable({ panel: { kpi, bucket }, columns }: KpiTableProps) {
  return (
    <ScrollTable label={`${kpiOf(kpi).title} per ${bucket} and stage`}>
      <thead>
        <tr>
          <th scope="col">{bucketForms[bucket].title}</th>
          {stages.map((stage) => (
            <th key={stage} scope="col" className="number">
              {stageTitles[stage]}
            </th>
          ))}
          <th scope="col" className="number">
            All
          </th>
        </tr>
      </thead>
      <tbody>
        {columns.toReversed().map((column) => (
          <tr key={column.at}>
            <th scope="row">
              <Instant at={column.at} form={bucketForms[bucket].form} />
            </th>
            {stages.map((stage) => (
              <td key={stage} className="number">
                {formatCount(column.counts[stage])}
              </td>
            ))}
            <td className="number">{formatCount(columnTotal(column))}</td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}
