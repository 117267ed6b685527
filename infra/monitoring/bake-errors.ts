import { when } from '../cells/sentences.ts';
import type { Wave } from '../cells/waves.ts';
import { slowestAlarmMinutes } from './slowest-alarm.ts';

/** The waves that bake no longer than the slowest alarm takes, a sentence each. */
export function bakeErrors(waves: readonly Wave[]): string[] {
  return waves.flatMap(({ name, bakeMinutes }) =>
    when(
      bakeMinutes <= slowestAlarmMinutes,
      `wave ${name}: it bakes for ${bakeMinutes} minutes, but the slowest alarm needs ${slowestAlarmMinutes}: the next wave would start before anyone could know`,
    ),
  );
}
