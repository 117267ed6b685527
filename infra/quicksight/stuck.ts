import { kpiOf } from '../../dashboards/kpis/registry.ts';
import { figureOf } from '../../dashboards/quicksight/figures.ts';
import { pastDeadline } from '../../dashboards/quicksight/stuck-sql.ts';
import { categoryField, fieldId, figureId, labels, measureField, plainField } from './fields.ts';
import { overdue } from './formatting.ts';
import type { Placed } from './placed.ts';

/** The invoices that are past the deadline of their stage, those for the longest on top. */
export function stuck(id: string, title: string, kpi: string): Placed {
  const open = figureOf(kpiOf(kpi));
  const past = plainField(id, pastDeadline, 1);
  const groups = ['invoiceId', 'vendorName', 'stage', 'status', 'currency'];
  return {
    id,
    ...{ width: 36, height: 12, time: 'now' },
    figures: [open],
    fields: [pastDeadline],
    isOfStuck: true,
    visual: {
      tableVisual: {
        visualId: id,
        ...labels(title, 'As of now, by the deadlines that the cell was deployed with. Red: past them.'),
        chartConfiguration: {
          fieldWells: {
            tableAggregatedFieldWells: {
              groupBy: groups.map((column) => categoryField(id, ['invoices-now', column])),
              values: [past, measureField(id, open)],
            },
          },
          sortConfiguration: {
            rowSort: [
              { fieldSort: { fieldId: fieldId(id, pastDeadline.name), direction: 'DESC' } },
              { fieldSort: { fieldId: figureId(id, open.kpi), direction: 'DESC' } },
            ],
          },
        },
        conditionalFormatting: {
          conditionalFormattingOptions: [overdue(fieldId(id, pastDeadline.name))],
        },
      },
    },
  };
}
