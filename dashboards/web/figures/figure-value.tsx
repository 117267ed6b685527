import { addsUp, changeOf, type Figure } from '../../figures.ts';
import type { Kpi } from '../../kpis/kpi.ts';
import { ArrowDownIcon, ArrowUpIcon } from '../components/icons.tsx';
import { formatChange, formatValue } from '../format/values.ts';
import { type Board, invoicesHrefOf } from './board.ts';

interface FigureValueProps {
  readonly kpi: Kpi;
  readonly figure: Figure;
  readonly board: Board;
}

/** A figure that leads to its invoices. */
export function FigureValue({ kpi, figure: { row }, board }: FigureValueProps) {
  const { currency } = row.group;
  const text = formatValue(row.value, kpi.unit, currency);
  const href = invoicesHrefOf(kpi.id, board, row.group);
  if (href === undefined || row.value === null) return <>{text}</>;
  const what = [kpi.title, ...Object.values(row.group)].join(', ');
  return (
    <a className="figure-link" href={href} aria-label={`${what}: ${text}, show the invoices`}>
      {text}
    </a>
  );
}

/** How it has changed since the period before, and what it was then. */
export function FigureChange({ kpi, figure }: Omit<FigureValueProps, 'board'>) {
  const change = changeOf(kpi, figure);
  if (!change) return null;
  const { currency } = figure.row.group;
  const now = formatValue(figure.row.value, kpi.unit, currency);
  const before = formatValue(figure.before ?? (addsUp(kpi) ? '0' : null), kpi.unit, currency);
  // Less than the figure shows is no news: 0.00 is not new after 0.00.
  if (now === before) return <span className="change">{formatChange({ kind: 'same' }, kpi.unit)}</span>;
  const isChanged = change.kind === 'changed' || change.kind === 'moved';
  const isGood = change.kind === 'same' ? undefined : change.isGood;
  const tone = isGood === undefined ? '' : isGood ? 'change-good' : 'change-bad';
  return (
    <span className={`change ${tone}`}>
      {isChanged && (Number(change.by) > 0 ? <ArrowUpIcon /> : <ArrowDownIcon />)}
      {formatChange(change, kpi.unit, currency)}
      {isGood !== undefined && <span className="visually-hidden">{isGood ? ' (better)' : ' (worse)'}</span>}
      {isChanged && <span className="change-before"> from {before}</span>}
    </span>
  );
}
