import type { AlarmChange } from '../../functions/core/alerts/alarm-change.ts';
import { type Audience, audiences, type Severity } from '../../functions/core/alerts/severity.ts';
import type { Alert, AlertAlarm } from './alert.ts';

/** From when until when; without an end it lasts. ms since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number | undefined;
}

/** What an alert is about to one audience. */
export interface Concern {
  readonly severity: Severity;
  /** Since when it has been that severe. */
  readonly since: number;
  readonly acknowledged: boolean;
}

/** An alert as people see it. */
export interface AlertView {
  /** `over` once nothing rings, or a person said so. */
  readonly state: 'open' | 'acknowledged' | 'over';
  readonly severity: Severity;
  /** The time from the first alarm to the last, short pauses included. */
  readonly span: Span;
  /** Its alarms that rang during that time, the first first. */
  readonly alarms: readonly (AlarmChange & { readonly since: number; readonly stillRinging: boolean })[];
  readonly concerns: ReadonlyMap<Audience, Concern>;
}

/**
 * What an alert is now: its last stretch of alarms. Undefined when no alarm of it has ever rung.
 * @param calmMs alarms with no more than this between them are one stretch
 */
export function viewOf(alert: Alert, calmMs: number): AlertView | undefined {
  const rang = Object.values(alert.alarms).flatMap((alarm) =>
    spansOf(alarm, alert.resolved?.at).map((span) => ({ alarm: alarm.latest, span })),
  );
  const span = lastStretch(
    rang.map((one) => one.span),
    calmMs,
  );
  if (!span) return undefined;
  const during = rang.filter((one) => one.span.from >= span.from).sort(byStart);
  const concerns = new Map(
    audiences.flatMap((audience) => {
      const theirs = during.filter(({ alarm }) => alarm.audiences.includes(audience));
      const concern = concernOf(theirs, alert);
      return concern ? [[audience, concern] as const] : [];
    }),
  );
  const all = [...concerns.values()];
  return {
    state:
      span.to !== undefined
        ? 'over'
        : all.every(({ acknowledged }) => acknowledged)
          ? 'acknowledged'
          : 'open',
    severity: all.some(({ severity }) => severity === 'critical') ? 'critical' : 'warning',
    span,
    alarms: byAlarm(during),
    concerns,
  };
}

/** Of those that begin at the same moment by name, so that the order in which they came in is of no matter. */
function byStart(a: Rang, b: Rang): number {
  return a.span.from - b.span.from || (a.alarm.alarm < b.alarm.alarm ? -1 : 1);
}

interface Rang {
  readonly alarm: AlarmChange;
  readonly span: Span;
}

function concernOf(rang: readonly Rang[], { acknowledged }: Alert): Concern | undefined {
  if (rang.length === 0) return undefined;
  const critical = rang.filter(({ alarm }) => alarm.severity === 'critical');
  const since = Math.min(...(critical.length > 0 ? critical : rang).map(({ span }) => span.from));
  return {
    severity: critical.length > 0 ? 'critical' : 'warning',
    since,
    acknowledged: acknowledged !== undefined && acknowledged.at >= since,
  };
}

function byAlarm(rang: readonly Rang[]): AlertView['alarms'] {
  const names = [...new Set(rang.map(({ alarm }) => alarm.alarm))];
  return names.flatMap((name) => {
    const spans = rang.filter(({ alarm }) => alarm.alarm === name);
    const [first] = spans;
    if (!first) return [];
    const stillRinging = spans.some(({ span }) => span.to === undefined);
    return [{ ...first.alarm, since: first.span.from, stillRinging }];
  });
}

/** When an alarm rang. What began before a person declared it over ended then. */
function spansOf({ changes }: AlertAlarm, resolvedAt: number | undefined): readonly Span[] {
  const begins = changes.filter(({ ringing }, index) => ringing && changes[index - 1]?.ringing !== true);
  return begins.flatMap(({ at: from }) => {
    const end = changes.find(({ at, ringing }) => !ringing && at > from)?.at;
    const to = resolvedAt !== undefined && from <= resolvedAt ? Math.min(resolvedAt, end ?? resolvedAt) : end;
    // A stop at the same moment is sorted before the start: such a span would have no length.
    return to === from ? [] : [{ from, to }];
  });
}

/** The last of the stretches that the spans make where pauses of up to `calmMs` do not count. */
function lastStretch(spans: readonly Span[], calmMs: number): Span | undefined {
  const ordered = spans.toSorted((a, b) => a.from - b.from);
  return ordered.reduce<Span | undefined>((stretch, { from, to }) => {
    if (stretch === undefined) return { from, to };
    if (stretch.to === undefined) return stretch;
    if (from - stretch.to > calmMs) return { from, to };
    return { from: stretch.from, to: to === undefined ? undefined : Math.max(stretch.to, to) };
  }, undefined);
}
