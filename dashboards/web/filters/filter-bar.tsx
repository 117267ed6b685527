import { useId } from 'react';
import { reportingCurrencies } from '../../converted.ts';
import { dimensionTitles } from '../../dimension-titles.ts';
import { type Filters, type KpiDimension, kpiDimensions } from '../../kpis/kpi.ts';
import { calendarTitles, isCalendarPeriod, offeredDays, periodOf, type ViewPeriod } from '../../periods.ts';
import { narrowed, offeredDimensions, shownIn, type View } from '../../view.ts';
import { Choice } from '../components/choice.tsx';
import { useFigureSettings } from '../data/figure-settings.ts';
import { useNarrow } from '../data/use-narrow.ts';
import { VendorField } from '../search/vendor-field.tsx';
import { periodWords } from './misread-words.ts';
import { SavedViews } from './saved-views.tsx';
import { few, useDimensionValues } from './use-dimension-values.ts';

interface FilterBarProps {
  readonly view: View;
  readonly onChange: (view: View) => void;
  /** Whether the period means anything here. */
  readonly hasPeriod?: boolean;
  /** Whether there is a comparison. */
  readonly hasComparison?: boolean;
  /** Whether there are amounts, which can be shown in one currency. */
  readonly hasAmounts?: boolean;
  /** Filters that make the page what it is: they are neither offered nor cleared. */
  readonly fixed?: Filters;
}

const noFilters: Filters = {};

/**
 * The period and the filters that everything on the page obeys. On a phone they are folded away under what
 * they say: its screen is for figures.
 */
export function FilterBar(props: FilterBarProps) {
  const isNarrow = useNarrow();
  if (!isNarrow) return <Fields {...props} />;
  return (
    <details className="filters-fold">
      <summary>Period and filters: {summaryOf(props)}</summary>
      <Fields {...props} />
    </details>
  );
}

function summaryOf({ view, hasPeriod = true, fixed = noFilters }: FilterBarProps): string {
  const own = Object.entries(view.filters).flatMap(([name, values]) => (name in fixed ? [] : values));
  const filters = own.length === 0 ? 'no filters' : own.join(', ');
  return hasPeriod ? `${periodWords(view.period)}, ${filters}` : filters;
}

function Fields({
  view,
  onChange,
  hasPeriod = true,
  hasComparison = true,
  hasAmounts = false,
  fixed = noFilters,
}: FilterBarProps) {
  const values = useDimensionValues();
  const currencies = reportingCurrencies(useFigureSettings()?.rates);
  // What a link has narrowed the page to besides, such as the age of invoices.
  const offered: readonly KpiDimension[] = offeredDimensions;
  const others = kpiDimensions.filter(
    (dimension) => view.filters[dimension] !== undefined && !offered.includes(dimension),
  );
  const isFiltered = Object.keys(view.filters).some((name) => !(name in fixed));
  const choose = (dimension: KpiDimension) => (value: string | undefined) =>
    onChange(narrowed(view, { [dimension]: value }));
  return (
    <fieldset className="filter-bar">
      <legend className="visually-hidden">Period and filters</legend>
      {hasPeriod && <PeriodChoice view={view} onChange={onChange} />}
      {few
        .filter((name) => name !== 'vendorCountry' || !fixed.vendorId)
        .map((dimension) => (
          <Choice
            key={dimension}
            label={dimensionTitles[dimension]}
            any="All"
            value={view.filters[dimension]?.join(', ')}
            options={values(dimension).map((value) => ({ value, text: value }))}
            onChange={choose(dimension)}
          />
        ))}
      {!fixed.vendorId && (
        <VendorField
          key={view.filters.vendorId?.join()}
          vendor={view.filters.vendorId?.[0]}
          onChange={choose('vendorId')}
        />
      )}
      {others.map((dimension) => (
        <Narrowing
          key={dimension}
          title={dimensionTitles[dimension]}
          values={view.filters[dimension] ?? []}
          onClear={() => choose(dimension)(undefined)}
        />
      ))}
      {hasAmounts && currencies.length > 0 && (
        <Choice
          label="Amounts in"
          any="Each currency"
          value={view.inCurrency}
          options={currencies.map((value) => ({ value, text: value }))}
          onChange={(currency) => onChange(shownIn(view, currency))}
        />
      )}
      {hasComparison && (
        <label className="check">
          <input
            type="checkbox"
            checked={view.compare}
            onChange={({ target }) => onChange({ ...view, compare: target.checked })}
          />
          Compare with the period before
        </label>
      )}
      {isFiltered && (
        <button type="button" className="quiet-button" onClick={() => onChange({ ...view, filters: fixed })}>
          Clear filters
        </button>
      )}
      <SavedViews />
    </fieldset>
  );
}

/** A length of time up to today, a part of the calendar, or two days. */
function PeriodChoice({ view, onChange }: Pick<FilterBarProps, 'view' | 'onChange'>) {
  const field = useId();
  const { period } = view;
  const days = 'days' in period ? period.days : undefined;
  const others = days === undefined || offeredDays.some((each) => each === days) ? [] : [days];
  const choose = (value: string) => onChange({ ...view, period: chosenPeriod(value, period) });
  return (
    <>
      <div className="field">
        <label htmlFor={field}>Period</label>
        <select id={field} value={optionOf(period)} onChange={({ target }) => choose(target.value)}>
          {[...offeredDays, ...others].map((each) => (
            <option key={each} value={each}>
              Last {each} days
            </option>
          ))}
          {Object.entries(calendarTitles).map(([name, title]) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
          <option value="custom">From – to</option>
        </select>
      </div>
      {'from' in period && (
        <Days
          key={`${period.from} ${period.to}`}
          {...period}
          onChange={(days) => onChange({ ...view, period: days })}
        />
      )}
    </>
  );
}

function optionOf(period: ViewPeriod): string {
  if ('days' in period) return `${period.days}`;
  return 'calendar' in period ? period.calendar : 'custom';
}

/** @param period the one before, which two days are changed from */
function chosenPeriod(option: string, period: ViewPeriod): ViewPeriod {
  if (isCalendarPeriod(option)) return { calendar: option };
  return option === 'custom' ? customOf(period) : { days: Number(option) };
}

interface DaysProps {
  readonly from: string;
  readonly to: string;
  readonly onChange: (period: ViewPeriod) => void;
}

function Days({ from, to, onChange }: DaysProps) {
  const [first, last] = [useId(), useId()];
  const change = (period: { from: string; to: string }) => {
    if (period.from !== '' && period.to !== '' && period.from <= period.to) onChange(period);
  };
  return (
    <>
      <div className="field">
        <label htmlFor={first}>From</label>
        <input
          id={first}
          type="date"
          defaultValue={from}
          max={to}
          onBlur={({ target }) => target.value !== from && change({ from: target.value, to })}
        />
      </div>
      <div className="field">
        <label htmlFor={last}>To</label>
        <input
          id={last}
          type="date"
          defaultValue={to}
          min={from}
          onBlur={({ target }) => target.value !== to && change({ from, to: target.value })}
        />
      </div>
    </>
  );
}

/** The days that a length of time covers, to change them from there. */
function customOf(period: ViewPeriod): ViewPeriod {
  const { from, to } = periodOf(period, Date.now());
  return { from: from.slice(0, 10), to: new Date(Date.parse(to) - 1).toISOString().slice(0, 10) };
}

interface NarrowingProps {
  readonly title: string;
  readonly values: readonly string[];
  readonly onClear: () => void;
}

/** A filter that no field is for, to be taken away. */
function Narrowing({ title, values, onClear }: NarrowingProps) {
  return (
    <div className="field">
      <span className="field-name">{title}</span>
      <button
        type="button"
        className="button"
        aria-label={`${title}: ${values.join(', ')}, show all`}
        onClick={onClear}
      >
        {values.join(', ')} <span aria-hidden="true">×</span>
      </button>
    </div>
  );
}
