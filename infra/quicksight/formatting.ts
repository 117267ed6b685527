import type { CfnDashboard } from 'aws-cdk-lib/aws-quicksight';
import type { Kpi } from '../../dashboards/kpis/kpi.ts';
import type { CalculatedFigure } from '../../dashboards/quicksight/figures.ts';
import { pastDeadline } from '../../dashboards/quicksight/stuck-sql.ts';

/** What asks for somebody, and what there is less of than usual. */
export const colors = { bad: '#C62828', fewer: '#1565C0' } as const;

/** When a figure asks for somebody: it misses what others reach, or it is money that should not be there. */
function badWhen({ target, better, unit }: Kpi): string | undefined {
  if (target && better) return `${better === 'less' ? '>' : '<'} ${shownTarget(unit, target.value)}`;
  return unit === 'money' && better === 'less' ? '> 0' : undefined;
}

const dayMs = 86_400_000;

/** A target in the unit that the figure is shown in. */
function shownTarget(unit: Kpi['unit'], value: number): number {
  return unit === 'duration' ? value / dayMs : value;
}

/** The colour of a figure that asks for somebody; undefined if none does. */
export function warning({ kpi, name }: CalculatedFigure) {
  const when = badWhen(kpi);
  return when === undefined ? undefined : { solid: { expression: `{${name}} ${when}`, color: colors.bad } };
}

/** The colour of the days that an invoice is past its deadline. @param fieldId of them in a table */
export function overdue(fieldId: string): CfnDashboard.TableConditionalFormattingOptionProperty {
  const textColor = { solid: { expression: `{${pastDeadline.name}} > 0`, color: colors.bad } };
  return { cell: { fieldId, textFormat: { textColor } } };
}
