import { useMemo } from 'react';
import { valuesOf } from '../../figures.ts';
import type { KpiReading } from '../../kpi-reader.ts';
import type { KpiDimension } from '../../kpis/kpi.ts';
import { useReadings } from '../data/use-readings.ts';

/** The dimensions that have few values. */
export const few = ['currency', 'vendorCountry', 'producer'] as const satisfies readonly KpiDimension[];

/** What everything that was ever received is split by; it is asked for once. */
export const everything = 'from=1970-01-01T00:00:00Z&to=2100-01-01T00:00:00Z';

/** The values of the dimensions that have few, in their order. */
export function useDimensionValues(): (dimension: (typeof few)[number]) => readonly string[] {
  const asks = useMemo(
    () =>
      few.map((dimension) => ({
        name: dimension,
        path: `kpis/received-amount?${everything}&groupBy=${dimension}`,
        settled: true,
      })),
    [],
  );
  const answers = useReadings<KpiReading>(asks);
  return (dimension) => valuesOf([answers.get(dimension)], dimension).sort();
}
