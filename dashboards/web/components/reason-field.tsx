import { useId } from 'react';

interface ReasonFieldProps {
  /** Asks why, and says who will read it. */
  readonly label: string;
  readonly value: string;
  readonly onChange: (reason: string) => void;
}

/** Where an operator says why. */
export function ReasonField({ label, value, onChange }: ReasonFieldProps) {
  const field = useId();
  return (
    <>
      <label htmlFor={field}>{label}</label>
      <textarea
        id={field}
        value={value}
        onChange={({ target }) => onChange(target.value)}
        required
        maxLength={2_048}
        rows={2}
      />
    </>
  );
}
