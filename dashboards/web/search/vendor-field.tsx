import { useEffect, useId, useMemo, useState } from 'react';
import { dimensionTitles } from '../../dimension-titles.ts';
import { type FoundVendor, maxSearchText } from '../../finder.ts';
import { type Search, useSearch } from '../data/use-search.ts';
import { Combobox, type OptionGroup } from './combobox.tsx';
import { exactItem } from './exact.ts';
import { FoundVendorRow } from './found-row.tsx';
import { moreNote, nothingNote } from './search-words.ts';

interface VendorFieldProps {
  readonly vendor: string | undefined;
  readonly onChange: (vendor: string | undefined) => void;
}

/** There may be ten thousand vendors: one is found by its id or its name, or followed from a table. */
export function VendorField({ vendor = '', onChange }: VendorFieldProps) {
  const field = useId();
  const note = useId();
  const [text, setText] = useState(vendor);
  const [isLeft, setLeft] = useState(false);
  const search = useSearch(text.trim() === vendor ? '' : text, 'vendors');
  const { found, isCurrent } = search;
  const groups = useMemo<readonly OptionGroup<FoundVendor>[]>(
    () => [{ title: 'Vendors', items: found?.vendors ?? [], note: moreNote(found, 'vendors') }],
    [found],
  );
  const choose = (vendorId: string) => {
    setText(vendorId);
    setLeft(false);
    if (vendorId !== vendor) onChange(vendorId);
  };
  const change = (next: string) => {
    setText(next);
    setLeft(false);
    // The cross in the field has been pressed, or all of it was deleted.
    if (next === '' && vendor !== '') onChange(undefined);
  };
  // An id that was typed and left is taken as soon as it is known to be one.
  useEffect(() => {
    if (!isLeft || !isCurrent) return;
    const typed = exactItem(found?.vendors ?? [], idOf, text);
    if (typed !== undefined) choose(typed.vendorId);
  });
  const leave = () => {
    const isChanged = text.trim() !== '' && text.trim() !== vendor;
    setLeft(isChanged);
    if (!isChanged) setText(vendor);
  };
  const refused = isLeft ? refusal(search, vendor) : undefined;
  return (
    <>
      <div className="field">
        <label htmlFor={field}>{dimensionTitles.vendorId}</label>
        <Combobox<FoundVendor>
          {...{ text, groups, isCurrent }}
          id={field}
          onText={change}
          placeholder="All, or find one"
          maxLength={maxSearchText}
          keyOf={idOf}
          row={(each) => <FoundVendorRow vendor={each} />}
          onChoose={({ vendorId }) => choose(vendorId)}
          nothing={nothingNote(search, 'No vendor begins like this.')}
          onLeave={leave}
          idOf={idOf}
          refusedBy={refused === undefined ? undefined : note}
        />
      </div>
      <p id={note} className="filter-note" role="status">
        {refused}
      </p>
    </>
  );
}

/** Why what was typed and left does not filter, and what is shown meanwhile. */
function refusal({ error, isCurrent }: Search, vendor: string): string {
  const shown = vendor === '' ? 'All vendors are shown.' : `${vendor} is still the one that is shown.`;
  if (!isCurrent) return `Looking this vendor up. ${shown}`;
  if (error) return `This vendor cannot be looked up now. ${shown} ${error.message}`;
  return `This is no vendor’s id: choose one from the list. ${shown}`;
}

function idOf({ vendorId }: FoundVendor): string {
  return vendorId;
}
