import { InvalidArgumentError } from 'commander';
import { inUtc, isInstant, utc } from '../../functions/core/invoice/instant.ts';

/** A moment that may depend on when the command runs. @returns it in RFC 3339 UTC */
export type Moment = (nowMs: number) => string;

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Parses a moment: RFC 3339 with offset, or how long ago, such as 90s, 15m, 2h or 3d. */
export function moment(text: string): Moment {
  if (isInstant(text)) return () => inUtc(text);
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const ms = unitMs[unit];
  if (ms !== undefined) return (nowMs) => utc(nowMs - Number(count) * ms);
  throw new InvalidArgumentError(
    'It must be a time like 2026-03-02T09:15:00Z, or how long ago, like 90s, 15m, 2h or 3d.',
  );
}
