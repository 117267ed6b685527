import { type FormEvent, useId, useState } from 'react';
import { type Assumption, assumptions, assumptionsOf, isAssumable } from '../../kpis/assumptions.ts';
import type { Kpi } from '../../kpis/kpi.ts';
import { assumedBy, assumedIn, assumedWords, assuming, type View } from '../../view.ts';

interface AssumedProps {
  readonly kpi: Kpi;
  readonly view: View;
}

/** What a figure assumes, beside it: a figure that rests on an assumption has to say which. */
export function Assumed({ kpi, view }: AssumedProps) {
  return assumptionsOf(kpi).map((name) => (
    <span key={name} className="change">
      {assumedWords(view, name)}
    </span>
  ));
}

const setBy = {
  reader: 'as this page’s address says',
  cell: 'as this cell is set',
  nobody: 'which is used where nothing else is set',
} as const;

/** What is assumed, in a sentence with who set it. */
export function AssumedText({ kpi, view }: AssumedProps) {
  return assumptionsOf(kpi).map((name) => (
    <span key={name}>
      {assumptions[name].title} in force: {assumedIn(view, name)} {assumptions[name].unit},{' '}
      {setBy[assumedBy(view, name)]}.
    </span>
  ));
}

/** Where something else can be assumed; for the page, as its address says then. */
export function AssumedFields({ kpi, view, show }: AssumedProps & { readonly show: (view: View) => void }) {
  return assumptionsOf(kpi).map((name) => <AssumedField key={name} name={name} view={view} show={show} />);
}

interface FieldProps {
  readonly name: Assumption;
  readonly view: View;
  readonly show: (view: View) => void;
}

function AssumedField({ name, view, show }: FieldProps) {
  const [text, setText] = useState(assumedIn(view, name));
  const [field, problem] = [useId(), useId()];
  const { title, unit, max } = assumptions[name];
  const { assumed: _, ...others } = view;
  const usual = assumedIn(others, name);
  const isWrong = !isAssumable(name, text);
  const use = (event: FormEvent) => {
    event.preventDefault();
    if (!isWrong) show(assuming(view, name, Number(text) === Number(usual) ? undefined : text));
  };
  return (
    <form className="assumed" onSubmit={use}>
      <label htmlFor={field}>{title}</label>
      <input
        id={field}
        type="text"
        inputMode="decimal"
        size={6}
        value={text}
        aria-invalid={isWrong}
        {...(isWrong && { 'aria-describedby': problem })}
        onChange={({ target }) => setText(target.value)}
      />
      <span>{unit}</span>
      <button type="submit" className="button" disabled={isWrong}>
        Use
      </button>
      {isWrong && (
        <span id={problem} className="figure-wrong">
          Give percent from 0 to {max}, such as 8.25.
        </span>
      )}
    </form>
  );
}
