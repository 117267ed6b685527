import type { Conversion } from '../data/use-converted.ts';

interface NotConvertedProps {
  readonly conversion: Conversion;
  /** The answers that a panel is made of. */
  readonly names: readonly string[];
}

/** Which amounts of a panel are not in the currency of the page, and why; nothing if all are. */
export function NotConverted({ conversion, names }: NotConvertedProps) {
  const left = conversion.left(names);
  return (
    <>
      <NoRate currencies={left} />
      {conversion.isCut(names) && <p className="note">Too many rows to be converted: narrow the filters.</p>}
    </>
  );
}

/** Which currencies have no rate; nothing if all have one. */
export function NoRate({ currencies }: { currencies: readonly string[] }) {
  if (currencies.length === 0) return null;
  const stays = currencies.length === 1 ? 'it stays as it is' : 'they stay as they are';
  return (
    <p className="note">
      No rate for {currencies.join(', ')}: {stays}.
    </p>
  );
}
