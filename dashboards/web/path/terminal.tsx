import { formatCount, formatRate, formatShortCount } from '../format/numbers.ts';

interface TerminalProps {
  readonly title: string;
  readonly value: number;
  /** Events per second, `null` while unknown. */
  readonly rate: number | null;
  readonly side: 'in' | 'out';
  readonly note: string;
}

/** The entrance or the exit of every event. */
export function Terminal({ title, value, rate, side, note }: TerminalProps) {
  return (
    <div className={`terminal terminal-${side}`}>
      <p className="terminal-title">{title}</p>
      <p className="terminal-value" title={formatCount(value)}>
        {formatShortCount(value)}
      </p>
      <p className="terminal-rate">{formatRate(rate)}</p>
      <p className="terminal-note">{note}</p>
    </div>
  );
}
