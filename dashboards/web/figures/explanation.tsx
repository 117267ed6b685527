import { type CSSProperties, useEffect, useId, useRef, useState } from 'react';
import { endAsked, isComparable } from '../../asks.ts';
import { conversionWords, isByCurrency } from '../../converted.ts';
import { type Coverage, gapBefore, ownGap } from '../../coverage.ts';
import type { Kpi } from '../../kpis/kpi.ts';
import { comparisonWords, periodOf, previousOf } from '../../periods.ts';
import { targetOf } from '../../target.ts';
import { InfoIcon } from '../components/icons.tsx';
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

const width = 352;
const margin = 12;

/** What a figure is, what it leaves out, and as of when: behind a button beside its name. */
export function Explanation({ kpi, board, time }: ExplanationProps) {
  const [place, setPlace] = useState<CSSProperties>();
  const text = useId();
  const box = useRef<HTMLSpanElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const isOpen = place !== undefined;

  useEffect(() => {
    if (!isOpen) return;
    const close = () => setPlace(undefined);
    const onPointer = ({ target }: Event) => {
      if (!(target instanceof Node) || !box.current?.contains(target)) close();
    };
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') close();
    };
    addEventListener('pointerdown', onPointer);
    addEventListener('keydown', onKey);
    addEventListener('resize', close);
    // It stands still in the window, so it goes when the page moves under it.
    addEventListener('scroll', close, { capture: true });
    return () => {
      removeEventListener('pointerdown', onPointer);
      removeEventListener('keydown', onKey);
      removeEventListener('resize', close);
      removeEventListener('scroll', close, { capture: true });
    };
  }, [isOpen]);

  const toggle = () => {
    const at = button.current?.getBoundingClientRect();
    setPlace((now) => (now || !at ? undefined : placeBeside(at)));
  };

  return (
    <span ref={box} className="explain">
      <button
        ref={button}
        type="button"
        className="explain-button"
        aria-label={`What is “${kpi.title}”?`}
        aria-expanded={isOpen}
        aria-controls={isOpen ? text : undefined}
        onClick={toggle}
      >
        <InfoIcon />
      </button>
      {place && (
        <span id={text} role="note" className="explain-text" style={place} aria-live="polite">
          <Text kpi={kpi} board={board} {...(time !== undefined && { time })} />
        </span>
      )}
    </span>
  );
}

/** Below the button, or above it where there is more room, and always within the window. */
function placeBeside(at: DOMRect): CSSProperties {
  const wide = Math.min(width, innerWidth - 2 * margin);
  const left = Math.max(margin, Math.min(at.left - margin, innerWidth - wide - margin));
  return at.bottom > innerHeight * 0.6
    ? { left, width: wide, bottom: innerHeight - at.top + 6 }
    : { left, width: wide, top: at.bottom + 6 };
}

function Text({ kpi, board: { looker, answers, conversion, coverage, show }, time }: ExplanationProps) {
  const settings = useFigureSettings();
  const target = settings && targetOf(kpi, settings);
  return (
    <>
      <strong>{kpi.title}</strong>
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
