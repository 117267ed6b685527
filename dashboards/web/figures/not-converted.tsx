import type { Conversion } from '../data/use-converted.ts';

interface NotConvertedProps {
  readonly conversion: Conversion;
  /** The answers that a panel is made of. */
  readonly names: readonly string[];
}

/** Which amounts of a panel are not in the currency of the page, and why; nothing if all are. */
export function NotConverted({ conversion, names }: NotConvertedProps) {
  const left = conversion.left(names);
  const stays = left.length === 1 ? 'it stays as it is' : 'they stay as they are';
  return (
    <>
      {left.length > 0 && (
        <p className="note">
          No rate for {left.join(', ')}: {stays}.
        </p>
      )}
      {conversion.isCut(names) && <p className="note">Too many rows to be converted: narrow the filters.</p>}
    </>
  );
}
