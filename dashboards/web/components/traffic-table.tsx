import { stages } from '../../../schemas/stages.ts';
import type { Traffic } from '../../console-api.ts';
import { stageTitles } from '../../live-page.ts';
import { formatCount } from '../format/numbers.ts';
import { minuteTotal } from './chart-options.ts';
import { Instant } from './instant.tsx';
import { ScrollTable } from './scroll-table.tsx';

/** The same traffic as figures, newest minute first. */
export const TrafficTable = ({ traffic }: { traffic: Traffic }) => (
  <ScrollTable label="Traffic per minute and stage">
    <thead>
      <tr>
        <th scope="col">Minute</th>
        {stages.map((stage) => (
          <th key={stage} scope="col" className="number">
            {stageTitles[stage]}
          </th>
        ))}
        <th scope="col" className="number">
          All
        </th>
      </tr>
    </thead>
    <tbody>
      {traffic.minutes.toReversed().map((minute) => (
        <tr key={minute.minute}>
          <th scope="row">
            <Instant at={minute.minute} form="minute" />
          </th>
          {stages.map((stage) => (
            <td key={stage} className="number">
              {formatCount(minute.counts[stage])}
            </td>
          ))}
          <td className="number">{formatCount(minuteTotal(minute))}</td>
        </tr>
      ))}
    </tbody>
  </ScrollTable>
);
