import { useId } from 'react';

interface ChoiceProps {
  readonly label: string;
  /** What no choice is called. */
  readonly any?: string;
  readonly value: string | undefined;
  readonly options: readonly { readonly value: string; readonly text: string }[];
  readonly onChange: (value: string | undefined) => void;
}

/** One condition of a list: a value of several, or any. */
export function Choice({ label, any = 'Any', value = '', options, onChange }: ChoiceProps) {
  const field = useId();
  // What was chosen stays in the list after its last letter has gone.
  const all =
    options.some((option) => option.value === value) || value === ''
      ? options
      : [...options, { value, text: value }];
  return (
    <div className="field">
      <label htmlFor={field}>{label}</label>
      <select id={field} value={value} onChange={({ target }) => onChange(target.value || undefined)}>
        <option value="">{any}</option>
        {all.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </div>
  );
}
