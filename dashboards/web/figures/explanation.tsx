import { endAsked, isComparable } from '../../asks.ts';
import { conversionWords, isByCurrency } from '../../converted.ts';
import { type Coverage, gapBefore, ownGap } from '../../coverage.ts';
import type { Kpi } from '../../kpis/kpi.ts';
import { comparisonWords, periodOf, previousOf } from '../../periods.ts';
import { targetOf } from '../../target.ts';
import { Explain } from '../components/explain.tsx';
import { useFigureSettings } from '../data/figure-settings.ts';
import {
  formatAsOf,
  formatDaysUpTo,
  formatEnd,
  formatLastDay,
  formatPeriod,
  gapWords,
  shortLookSentence,
} from '../format/periods.ts';
import { AssumedFields, AssumedText } from './assumed.tsx';
import { type Board, shortLookOf } from './board.ts';
import { targetWords } from './target.tsx';

interface ExplanationProps {
  readonly kpi: Kpi;
  readonly board: Pick<Board, 'looker' | 'conversion'> &
    Partial<Pick<Board, 'show' | 'coverage'>> & { readonly answers: { readonly asOf: number | undefined } };
  /** Which time it is about, in the place of what follows from the page's period. */
  readonly time?: string;
}

/** What a figure is, what it leaves out, and as of when: behind a button beside its name. */
export function Explanation({ kpi, board, time }: ExplanationProps) {
  return (
    <Explain title={kpi.title}>
      <Text kpi={kpi} board={board} {...(time !== undefined && { time })} />
    </Explain>
  );
}

function Text({ kpi, board: { looker, answers, conversion, coverage, show }, time }: ExplanationProps) {
  const settings = useFigureSettings();
  const target = settings && targetOf(kpi, settings);
  return (
    <>
      <span>{kpi.explanation}</span>
      {kpi.leavesOut && <span>Leaves out: {kpi.leavesOut}</span>}
      <AssumedText kpi={kpi} view={looker.view} />
      {show && <AssumedFields kpi={kpi} view={looker.view} show={show} />}
      {target && (
        <span>
          {targetWords(kpi, target)}.
          {kpi.better === undefined && ' Neither more nor less of it is good in itself, so it is not judged.'}
        </span>
      )}
      {settings && !target && <span>No target is set.</span>}
      {conversion && isByCurrency(kpi) && (
        <span>
          {conversionWords(conversion.currency, conversion.rates)} Everything of the past is converted at the
          same rates.
        </span>
      )}
      <span>{time ?? <TimeText kpi={kpi} looker={looker} coverage={coverage ?? { isKnown: false }} />}</span>
      <span className="muted">{formatAsOf(answers.asOf, looker.zone)}</span>
    </>
  );
}

interface TimeTextProps {
  readonly kpi: Kpi;
  readonly looker: Board['looker'];
  readonly coverage: Coverage;
}

/** Which time a figure is about, and what it is compared with. */
function TimeText({ kpi, looker, coverage }: TimeTextProps) {
  const { view, now, zone } = looker;
  const period = periodOf(view.period, now);
  const before = previousOf(view.period, now);
  if (!isComparable(kpi)) return 'As of now, whatever the period: its past is not known.';
  const [lack, gap] = [ownGap(looker, coverage), gapBefore(looker, coverage)];
  const short = shortLookOf(kpi, { looker, coverage });
  const not = gap && ` Not compared with ${formatDaysUpTo(before)}: ${gapWords(gap)}.`;
  if (kpi.clock !== null)
    return (
      <>
        Period: {formatPeriod(period)}, days in UTC{lack && `: ${gapWords(lack)}`}.
        {view.compare &&
          (not ?? ` Compared with ${formatDaysUpTo(before)}: ${comparisonWords(view.period)}.`)}
      </>
    );
  const end = endAsked(kpi, period, now);
  return (
    <>
      {end === undefined ? 'As of now.' : `As of the end of ${formatLastDay(end)} (UTC).`}
      {short && ` ${shortLookSentence(short)}`}
      {view.compare &&
        !short &&
        (not ??
          ` Compared with ${formatEnd(endAsked(kpi, before, now) ?? before.to, zone)}, by what is known today.`)}
    </>
  );
}
