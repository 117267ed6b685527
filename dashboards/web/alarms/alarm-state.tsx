import { stateWords } from '../../alarm-words.ts';
import type { ListedAlarm } from '../../console-api.ts';
import { WarningIcon } from '../components/icons.tsx';

/** The state of an alarm; one that rings carries an icon besides its colour. */
export function AlarmState({ alarm: { state, severity } }: { alarm: ListedAlarm }) {
  return (
    <span className={state === 'ALARM' ? `alarm-state alarm-${severity}` : 'alarm-state'}>
      {state === 'ALARM' && <WarningIcon />}
      {state === 'ALARM' ? `${stateWords[state]}, ${severity}` : stateWords[state]}
    </span>
  );
}
