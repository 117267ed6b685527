import { useId } from 'react';
import type { FailureClass } from '../../../functions/core/errors.ts';
import type { DeadLetterSummary } from '../../../operations/dead-letters/list.ts';
import type { LetterSelection } from '../../../operations/dead-letters/select.ts';
import { Choice } from '../components/choice.tsx';
import { formatCount } from '../format/numbers.ts';

/** What can be filtered by. */
export type LetterFilter = Pick<LetterSelection, 'queue' | 'failureClass' | 'code' | 'invoiceId'>;

interface LetterFiltersProps {
  readonly filter: LetterFilter;
  readonly onChange: (filter: LetterFilter) => void;
  /** Every dead letter, whatever the filter: what there is to choose from. */
  readonly summary: DeadLetterSummary | undefined;
}

const classes: readonly FailureClass[] = ['transient', 'business', 'permanent'];

/** Chooses dead letters by queue, class, code and invoice. */
export function LetterFilters({ filter, onChange, summary }: LetterFiltersProps) {
  const invoice = useId();
  const filled = summary?.queues.filter(({ count }) => count > 0) ?? [];
  const codes = [...new Set(filled.flatMap(({ failures }) => failures.map(({ code }) => code)))].sort();
  return (
    <fieldset className="filters">
      <legend className="visually-hidden">Which dead letters</legend>
      <Choice
        label="Queue"
        value={filter.queue}
        options={filled.map(({ name, count }) => ({ value: name, text: `${name} (${formatCount(count)})` }))}
        onChange={(queue) => onChange({ ...filter, queue })}
      />
      <Choice
        label="Class"
        value={filter.failureClass}
        options={classes.map((value) => ({ value, text: value }))}
        onChange={(chosen) => onChange({ ...filter, failureClass: classes.find((each) => each === chosen) })}
      />
      <Choice
        label="Code"
        value={filter.code}
        options={codes.map((value) => ({ value, text: value }))}
        onChange={(code) => onChange({ ...filter, code })}
      />
      <div className="field">
        <label htmlFor={invoice}>Invoice</label>
        <input
          id={invoice}
          value={filter.invoiceId ?? ''}
          onChange={({ target }) => onChange({ ...filter, invoiceId: target.value.trim() || undefined })}
          placeholder="Any"
          maxLength={128}
          autoComplete="off"
          spellCheck={false}
        />
      </div>
    </fieldset>
  );
}
