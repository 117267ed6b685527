import { conditionText } from '../../alarm-words.ts';
import type { ListedAlarm } from '../../console-api.ts';
import { Instant } from '../components/instant.tsx';
import { AlarmState } from './alarm-state.tsx';

/** One alarm in the table of all. */
export function AlarmRow({ alarm }: { alarm: ListedAlarm }) {
  return (
    <tr>
      <th scope="row" className="alarm-name">
        {alarm.name}
        <span className="second-line">{conditionText(alarm.condition)}</span>
      </th>
      <td>
        <AlarmState alarm={alarm} />
      </td>
      <td>
        <Instant at={alarm.since} form="full" />
      </td>
    </tr>
  );
}
