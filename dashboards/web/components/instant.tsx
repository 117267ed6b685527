import { formatInstant, type TimeForm, utcOf } from '../format/times.ts';

/** An instant in local time; pointing at it gives UTC. */
export const Instant = ({ at, form }: { at: string; form: TimeForm }) => (
  <time dateTime={at} title={utcOf(at)}>
    {formatInstant(at, form)}
  </time>
);
