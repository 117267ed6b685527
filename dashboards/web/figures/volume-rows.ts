import { hourText } from '../../hour-text.ts';
import type { ExpectedCount } from '../../volume-forecast.ts';
import type { CsvRow } from './panel-csv.ts';
import type { NamedVolume } from './volumes-tables.tsx';

/** Lines of the panel's file: every day, every hour, then the busiest hour. */
export function volumeRows({ id, days, busiestHour }: NamedVolume): readonly CsvRow[] {
  const cells = (of: string, { expected, in80 }: ExpectedCount): CsvRow => ({
    ...{ stage: id, of, estimate: `${expected}` },
    ...{ estimateLow80: `${in80.low}`, estimateHigh80: `${in80.high}` },
  });
  return [
    ...days.map((day) => ({ counted: 'in the day', ...cells(day.day, day) })),
    ...days.flatMap(({ day, hours }) =>
      hours.map((hour, at) => ({ counted: 'in the hour', ...cells(instantOf(day, at), hour) })),
    ),
    ...(busiestHour ? [busiestRow(id, busiestHour)] : []),
  ];
}

/** Bounds of the busiest hour have no lower end. */
function busiestRow(
  stage: string,
  { median, within80, within95, day, hour }: NonNullable<NamedVolume['busiestHour']>,
): CsvRow {
  return {
    ...{ counted: 'in the busiest hour', stage, of: hour === null ? day : instantOf(day, hour) },
    ...{ estimate: `${median}`, atMost80: `${within80}` },
    ...(within95 !== null && { atMost95: `${within95}` }),
  };
}

function instantOf(day: string, hour: number): string {
  return `${day}T${hourText(hour)}:00Z`;
}
