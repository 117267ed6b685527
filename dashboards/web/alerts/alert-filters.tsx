import type { ListedAlert } from '../../../functions/core/alerts/listed-alert.ts';
import { audiences, severities } from '../../../functions/core/alerts/severity.ts';
import { Choice } from '../components/choice.tsx';

/** What can be filtered by. Without a state, what is over is left out. */
export interface AlertFilter {
  readonly state?: ListedAlert['state'] | 'all' | undefined;
  readonly severity?: string | undefined;
  readonly audience?: string | undefined;
}

const states = [
  { value: 'open', text: 'Not acknowledged' },
  { value: 'acknowledged', text: 'Acknowledged' },
  { value: 'over', text: 'Over' },
  { value: 'all', text: 'All, those that are over too' },
] as const;

/** Chooses alerts by state, severity and audience. */
export function AlertFilters({
  filter,
  onChange,
}: {
  filter: AlertFilter;
  onChange: (filter: AlertFilter) => void;
}) {
  return (
    <fieldset className="filters alert-filters">
      <legend className="visually-hidden">Which alerts</legend>
      <Choice
        label="State"
        any="Not over"
        value={filter.state}
        options={states}
        onChange={(chosen) =>
          onChange({ ...filter, state: states.find(({ value }) => value === chosen)?.value })
        }
      />
      <Choice
        label="Severity"
        value={filter.severity}
        options={severities.map((value) => ({ value, text: value }))}
        onChange={(severity) => onChange({ ...filter, severity })}
      />
      <Choice
        label="For"
        value={filter.audience}
        options={audiences.map((value) => ({ value, text: value }))}
        onChange={(audience) => onChange({ ...filter, audience })}
      />
    </fieldset>
  );
}

/** Whether an alert passes. */
export function isShown({ state, severity, audience }: AlertFilter): (alert: ListedAlert) => boolean {
  return (alert) =>
    (state === undefined ? alert.state !== 'over' : state === 'all' || alert.state === state) &&
    (severity === undefined || alert.severity === severity) &&
    (audience === undefined || alert.audiences.some((each) => each === audience));
}
