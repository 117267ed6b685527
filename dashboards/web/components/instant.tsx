import { formatInstant, type TimeForm, utcOf } from '../format/times.ts';

/** An instant in local time; pointing at it gives UTC. */
export function Instant({ at, form }: { at: string; form: TimeForm }) {
  return (
    <time dateTime={at} title={utcOf(at)}>
      {formatInstant(at, form)}
    </time>
  );
}
