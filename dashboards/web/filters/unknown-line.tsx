import { useMemo } from 'react';
import { dimensionTitles } from '../../dimension-titles.ts';
import type { KpiReading } from '../../kpi-reader.ts';
import type { Filters, KpiDimension } from '../../kpis/kpi.ts';
import { offeredDimensions } from '../../view.ts';
import { read } from '../data/api.ts';
import { usePolled } from '../data/use-polled.ts';
import { everything } from './use-dimension-values.ts';

interface UnknownLineProps {
  readonly filters: Filters;
  /** Filters that make the page what it is: only what they let through counts. */
  readonly fixed?: Filters;
  /** Takes away the filter by a dimension. */
  readonly onRemove: (name: KpiDimension) => void;
}

interface Unknown {
  readonly name: KpiDimension;
  readonly value: string;
}

/** An invoice may come at any time that has it. */
const pollMs = 10_000;
/** Values that are looked up: an address may say any number of them. */
const mostAsked = 12;

const noFilters: Filters = {};

/** Says which values of the filters no invoice has: zeros would look like figures of something. */
export function UnknownLine({ filters, fixed = noFilters, onRemove }: UnknownLineProps) {
  const ask = useMemo(() => {
    const chosen = offeredDimensions.flatMap((name) =>
      (filters[name] ?? []).map((value) => ({ name, value })),
    );
    return (signal: AbortSignal) => unknownIn(chosen, fixed, signal);
  }, [filters, fixed]);
  const unknown = usePolled(ask, pollMs).data ?? [];
  return (
    <div className={unknown.length > 0 ? 'misread' : 'visually-hidden'} role="status">
      {unknown.map(({ name, value }) => (
        <p key={`${name} ${value}`}>
          {fixed.vendorId ? 'This vendor' : 'This cell'} has no invoice with the{' '}
          {dimensionTitles[name].toLowerCase()} <code>{value}</code>, so there is nothing to show for it.{' '}
          <button type="button" className="quiet-button" onClick={() => onRemove(name)}>
            Show every {dimensionTitles[name].toLowerCase()}
          </button>
        </p>
      ))}
    </div>
  );
}

async function unknownIn(
  chosen: readonly Unknown[],
  fixed: Filters,
  signal: AbortSignal,
): Promise<readonly Unknown[]> {
  const asked = chosen.slice(0, mostAsked);
  const readings = await Promise.all(
    asked.map(({ name, value }) => read<KpiReading>(pathOf({ ...fixed, [name]: [value] }), signal)),
  );
  return asked.filter((_, index) => readings[index]?.rows.length === 0);
}

/** What was ever received with it; money, because credit notes are in it. */
function pathOf(filters: Filters): string {
  const pairs = Object.entries(filters).flatMap(([name, values]) => values.map((value) => [name, value]));
  return `kpis/received-amount?${everything}&${new URLSearchParams(pairs)}`;
}
