import type { CellStatus } from './console-api.ts';
import { visibilitySlaMinutes, visibilitySlaMs } from './service-level.ts';

/**
 * - `good`: nothing to do
 * - `late`: the service level is missed, or something may soon go wrong
 * - `attention`: someone has to act
 * - `idle`: no event has been received yet
 */
export type VerdictLevel = 'idle' | 'good' | 'late' | 'attention';

export interface Verdict {
  readonly level: VerdictLevel;
  /** The state in two or three words. */
  readonly title: string;
  /** One sentence: what it means or what to do next. */
  readonly text: string;
  /** The page that says more. */
  readonly see?: 'dead-letters' | 'alerts';
}

/**
 * Says how the cell is doing: what somebody has to put right comes before what is late, and while an
 * alarm rings nothing is well, however quickly events become visible.
 */
export function verdictOf(status: CellStatus): Verdict {
  const verdict = flowOf(status);
  return verdict.level === 'attention' ? verdict : (alarmOf(status.ringing, verdict) ?? verdict);
}

function alarmOf({ critical, warning }: CellStatus['ringing'], { text }: Verdict): Verdict | undefined {
  const alarms = (count: number) => (count === 1 ? 'alarm rings' : 'alarms ring');
  if (critical > 0)
    return {
      level: 'attention',
      title: 'Needs attention',
      text: `${critical} critical ${alarms(critical)}. ${text}`,
      see: 'alerts',
    };
  if (warning === 0) return undefined;
  return { level: 'late', title: 'Warning', text: `${warning} ${alarms(warning)}. ${text}`, see: 'alerts' };
}

/**
 * How events flow, against the visibility service level. A newest event that is old is late only while
 * others are in flight; otherwise nobody has sent one since.
 */
function flowOf(status: CellStatus): Verdict {
  const { ageMs, p99Ms } = status.freshness;
  const waitingTooLong = status.inFlight > 0 && ageMs !== null && ageMs > visibilitySlaMs;
  if (status.deadLettered > 0)
    return {
      level: 'attention',
      title: 'Needs attention',
      text: 'Some messages failed and were set aside. They are safe, and wait for somebody to put them right.',
      see: 'dead-letters',
    };
  if (waitingTooLong)
    return {
      level: 'late',
      title: 'Late',
      text: `Events are waiting and none has become visible for more than ${visibilitySlaMinutes} minutes.`,
    };
  if (p99Ms !== null && p99Ms > visibilitySlaMs)
    return {
      level: 'late',
      title: 'Late',
      text: `More than 1 in 100 events took longer than ${visibilitySlaMinutes} minutes to become visible.`,
    };
  if (status.accepted === 0)
    return {
      level: 'idle',
      title: 'Ready',
      text: 'No event has been received yet. The first one appears here within seconds.',
    };
  if (status.inFlight > 0)
    return {
      level: 'good',
      title: 'On time',
      text: `Events are flowing and become visible within ${visibilitySlaMinutes} minutes.`,
    };
  const text =
    status.discarded === 0
      ? 'Every accepted event is visible.'
      : 'Every accepted event is visible, except those that somebody discarded on purpose.';
  return { level: 'good', title: 'All caught up', text };
}
