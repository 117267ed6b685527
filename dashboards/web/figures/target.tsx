import type { TargetSetting } from '../../figure-settings.ts';
import type { Figure } from '../../figures.ts';
import type { Kpi } from '../../kpis/kpi.ts';
import { meetsTarget, targetOf } from '../../target.ts';
import { CheckIcon, WarningIcon } from '../components/icons.tsx';
import { useFigureSettings } from '../data/figure-settings.ts';
import { formatValue } from '../format/values.ts';
import { type Board, shortLookOf } from './board.ts';

interface TargetProps {
  readonly kpi: Kpi;
  readonly figure: Figure;
  readonly board: Board;
}

/** The target of a figure, whether it is met, and who says so. */
export function Target(props: TargetProps) {
  return (
    <>
      <TargetVerdict {...props} />
      <TargetText kpi={props.kpi} />
    </>
  );
}

/** Whether a figure meets its target: a word and a shape, besides the colour. */
export function TargetVerdict({ kpi, figure, board }: TargetProps) {
  const target = useTarget(kpi);
  // What is made of too few days is not comparable with anything.
  if (!target || shortLookOf(kpi, board)) return null;
  const isMet = meetsTarget(kpi, figure.row.value, target);
  if (isMet === undefined) return null;
  return isMet ? <Met /> : <Missed />;
}

/** The target itself, with its source. */
export function TargetText({ kpi }: { kpi: Kpi }) {
  const target = useTarget(kpi);
  return target ? <span className="change target-text">{targetWords(kpi, target)}</span> : null;
}

/** A target in words: `Target: at least 90 % (Board, 2026)`. */
export function targetWords({ unit, better }: Kpi, { value, source }: TargetSetting): string {
  const bound = better === undefined ? '' : better === 'more' ? 'at least ' : 'at most ';
  return `Target: ${bound}${formatValue(value, unit, undefined)} (${source})`;
}

function useTarget(kpi: Kpi): TargetSetting | undefined {
  const settings = useFigureSettings();
  return settings && targetOf(kpi, settings);
}

function Met() {
  return (
    <span className="change change-good target-verdict">
      <CheckIcon />
      Target met
    </span>
  );
}

function Missed() {
  return (
    <span className="change change-bad target-verdict">
      <WarningIcon />
      Target missed
    </span>
  );
}
