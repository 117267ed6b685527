import { type FormEvent, useId, useState } from 'react';
import { invoiceHref } from '../data/route.ts';
import { SearchIcon } from './icons.tsx';

/** Goes to the history of the invoice whose id is typed in. */
export function InvoiceSearch() {
  const [text, setText] = useState('');
  const field = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const invoiceId = text.trim();
    if (invoiceId === '') return;
    location.hash = invoiceHref(invoiceId);
    setText('');
  };
  return (
    <search className="search">
      <form onSubmit={submit}>
        <label className="visually-hidden" htmlFor={field}>
          Find an invoice by its id
        </label>
        <SearchIcon />
        <input
          id={field}
          type="search"
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder="Find an invoice by its id"
          maxLength={128}
          autoComplete="off"
          spellCheck={false}
          enterKeyHint="search"
        />
        <button type="submit" className="button">
          Find
        </button>
      </form>
    </search>
  );
}
