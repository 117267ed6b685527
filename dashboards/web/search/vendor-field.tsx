import { useId, useMemo, useState } from 'react';
import { type FoundVendor, maxSearchText } from '../../finder.ts';
import { useSearch } from '../data/use-search.ts';
import { dimensionTitles } from '../format/dimensions.ts';
import { Combobox, type OptionGroup } from './combobox.tsx';
import { FoundVendorRow } from './found-row.tsx';
import { moreNote, nothingNote } from './search-words.ts';

interface VendorFieldProps {
  readonly vendor: string | undefined;
  readonly onChange: (vendor: string | undefined) => void;
}

/** There may be ten thousand vendors: one is found by its id or its name, or followed from a table. */
export function VendorField({ vendor = '', onChange }: VendorFieldProps) {
  const field = useId();
  const [text, setText] = useState(vendor);
  const search = useSearch(text.trim() === vendor ? '' : text, 'vendors');
  const { found, isCurrent } = search;
  const groups = useMemo<readonly OptionGroup<FoundVendor>[]>(
    () => [{ title: 'Vendors', items: found?.vendors ?? [], note: moreNote(found, 'vendors') }],
    [found],
  );
  const choose = (vendorId: string) => {
    setText(vendorId);
    if (vendorId !== vendor) onChange(vendorId);
  };
  const change = (next: string) => {
    setText(next);
    // The cross in the field has been pressed, or all of it was deleted.
    if (next === '' && vendor !== '') onChange(undefined);
  };
  /** What was typed and not chosen filters nothing, so it does not stay, unless it is an id as it is. */
  const leave = () => {
    const isId = isCurrent && found?.vendors.some(({ vendorId }) => vendorId === text.trim());
    if (isId) choose(text.trim());
    else setText(vendor);
  };
  return (
    <div className="field">
      <label htmlFor={field}>{dimensionTitles.vendorId}</label>
      <Combobox<FoundVendor>
        {...{ text, groups, isCurrent }}
        id={field}
        onText={change}
        placeholder="All, or find one"
        maxLength={maxSearchText}
        keyOf={({ vendorId }) => vendorId}
        row={(each) => <FoundVendorRow vendor={each} />}
        onChoose={({ vendorId }) => choose(vendorId)}
        nothing={nothingNote(search, 'No vendor begins like this.')}
        onLeave={leave}
      />
    </div>
  );
}
