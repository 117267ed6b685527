import type { HopPanel } from '../../pages/panels.ts';
import { formatCount, formatRate, formatShortCount } from '../format/numbers.ts';
import type { Flow } from './flow.ts';

interface HopProps {
  readonly hop: HopPanel;
  readonly value: number;
  /** Events per second; only counters have one. */
  readonly rate: number | null | undefined;
  /** Motion of the line that leads here. */
  readonly flow: Flow;
}

/** One station of a lane: how many have passed it, or how many are in it now. */
export function Hop({ hop, value, rate, flow }: HopProps) {
  return (
    <li className={`hop hop-${hop.reading} flow-${flow}`} title={hop.help}>
      <span className="hop-title">{hop.title}</span>
      <span className={value === 0 ? 'hop-value muted' : 'hop-value'} title={formatCount(value)}>
        {formatShortCount(value)}
      </span>
      <span className="hop-rate">{rate === undefined ? 'now' : formatRate(rate)}</span>
    </li>
  );
}
