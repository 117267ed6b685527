import type { Fact } from '../../../functions/core/invoice/fact.ts';
import { stageTitles } from '../../stage-titles.ts';
import { formatMoney } from '../format/money.ts';

interface ContentChoiceProps {
  readonly contents: readonly Fact[];
  /** Digest of the one that counts; empty when all do. */
  readonly chosen: string;
  readonly onChoose: (digest: string) => void;
}

/** The contents of an event, of which all count, or one. */
export function ContentChoice({ contents, chosen, onChoose }: ContentChoiceProps) {
  const option = (digest: string, label: React.ReactNode) => (
    <label key={digest} className="choice">
      <input type="radio" name="counts" checked={chosen === digest} onChange={() => onChoose(digest)} />{' '}
      {label}
    </label>
  );
  return (
    <fieldset className="choices">
      <legend>What counts</legend>
      {option('', 'Every content')}
      {contents.map(({ digest, stage, receivedAt, event }) =>
        option(
          digest,
          <>
            Only <code>{digest.slice(0, 12)}</code>: {stageTitles[stage]}, {event.status},{' '}
            {formatMoney(event.amount, event.currency)}, received {receivedAt}
          </>,
        ),
      )}
    </fieldset>
  );
}
