import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { type Found, type FoundInvoice, type FoundVendor, maxSearchText } from '../../finder.ts';
import { SearchIcon } from '../components/icons.tsx';
import { invoiceHref, vendorHref } from '../data/route.ts';
import { useSearch } from '../data/use-search.ts';
import { Combobox, type OptionGroup } from './combobox.tsx';
import { exactness } from './exact.ts';
import { FoundInvoiceRow, FoundVendorRow } from './found-row.tsx';
import { moreNote, nothingNote } from './search-words.ts';

type Item = { readonly vendor: FoundVendor } | { readonly invoice: FoundInvoice };

const label = 'Find an invoice or a vendor';

/** Goes to the invoice or the vendor whose id or name begins with what is typed. `/` leads here. */
export function SearchBox() {
  const [text, setText] = useState('');
  const field = useId();
  const input = useRef<HTMLInputElement>(null);
  const search = useSearch(text);
  const { found, answered, isCurrent } = search;
  const groups = useMemo(() => groupsOf(found, answered), [found, answered]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
      if (takesText(event.target) || document.querySelector('dialog[open]')) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);

  const goTo = (href: string) => {
    location.hash = href;
    setText('');
    input.current?.blur();
  };
  return (
    <search className="search">
      <label className="visually-hidden" htmlFor={field}>
        {label}
      </label>
      <SearchIcon />
      <Combobox<Item>
        {...{ text, groups, isCurrent, input }}
        id={field}
        onText={setText}
        placeholder={label}
        maxLength={maxSearchText}
        keyOf={(item) => ('vendor' in item ? `v ${item.vendor.vendorId}` : `i ${item.invoice.invoiceId}`)}
        idOf={idOf}
        row={(item) =>
          'vendor' in item ? (
            <FoundVendorRow vendor={item.vendor} />
          ) : (
            <FoundInvoiceRow invoice={item.invoice} />
          )
        }
        onChoose={(item) =>
          goTo('vendor' in item ? vendorHref(item.vendor.vendorId) : invoiceHref(item.invoice.invoiceId))
        }
        // The ledger may have an invoice that no figure knows yet.
        onNothing={() => goTo(invoiceHref(text.trim()))}
        nothing={nothingNote(
          search,
          'No invoice and no vendor begins like this. Enter looks it up as an id.',
        )}
      />
      <span className="search-key" aria-hidden="true">
        /
      </span>
    </search>
  );
}

/** Vendors and then invoices, unless an invoice is what was typed more exactly than a vendor is. */
function groupsOf(found: Found | undefined, text: string): readonly OptionGroup<Item>[] {
  const groups = [
    {
      title: 'Vendors',
      items: (found?.vendors ?? []).map((vendor) => ({ vendor })),
      note: moreNote(found, 'vendors'),
    },
    {
      title: 'Invoices',
      items: (found?.invoices ?? []).map((invoice) => ({ invoice })),
      note: moreNote(found, 'invoices'),
    },
  ];
  const best = ({ items }: OptionGroup<Item>) =>
    Math.max(0, ...items.map((item) => exactness(idOf(item), text)));
  return groups.toSorted((one, other) => best(other) - best(one));
}

function idOf(item: Item): string {
  return 'vendor' in item ? item.vendor.vendorId : item.invoice.invoiceId;
}

function takesText(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}
