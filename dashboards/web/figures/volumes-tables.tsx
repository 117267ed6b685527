import { useId, useState } from 'react';
import { hourText } from '../../hour-text.ts';
import type { ExpectedBusiestHour, ExpectedCount, ExpectedVolume } from '../../volume-forecast.ts';
import { ScrollBox } from '../components/scroll-box.tsx';
import { formatCount } from '../format/numbers.ts';
import { formatInstant } from '../format/times.ts';

/** What is expected of a stage, or of all. */
export interface NamedVolume extends ExpectedVolume {
  /** For a file. */
  readonly id: string;
  readonly title: string;
}

/** Days that fit the page; its file has all of them. */
const shownDays = 7;

/** A line for each stage: its next days, and the busiest hour of all that are forecast. */
export function VolumesTable({ told }: { told: readonly NamedVolume[] }) {
  const all = told[0]?.days ?? [];
  return (
    <ScrollBox className="wide-table forecast-table" label="Events expected by stage and day">
      <table>
        <caption className="visually-hidden">Events expected by stage and day</caption>
        <thead>
          <tr>
            <th scope="col">Stage</th>
            <DayHeads days={all.slice(0, shownDays).map(({ day }) => day)} />
            <th scope="col" className="number">
              Busiest hour of {all.length} days
            </th>
          </tr>
        </thead>
        <tbody>
          {told.map((each) => (
            <tr key={each.id}>
              <th scope="row">{each.title}</th>
              {each.days.slice(0, shownDays).map((day) => (
                <Estimate key={day.day} of={day} />
              ))}
              <td className="number">{each.busiestHour && <Busiest of={each.busiestHour} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

/** A line for each hour of the day, of the stage that is chosen. */
export function HoursTable({ told }: { told: readonly NamedVolume[] }) {
  const field = useId();
  const [chosen, choose] = useState('all');
  const shown = told.find(({ id }) => id === chosen) ?? told[0];
  const days = (shown?.days ?? []).filter(({ hours }) => hours.length > 0);
  return (
    <>
      <div className="volume-stage">
        <label htmlFor={field}>Events of</label>
        <select id={field} value={shown?.id} onChange={({ target }) => choose(target.value)}>
          {told.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </div>
      <p className="note">
        Hours are those of UTC, and each is forecast by itself, so they need not add up to their day. Hours of
        which much is expected are outside of their interval more often than one time in five: go by the
        busiest hour for those.
      </p>
      <ScrollBox className="wide-table forecast-table" label="Events expected by hour">
        <table>
          <caption className="visually-hidden">Events expected by hour: {shown?.title}</caption>
          <thead>
            <tr>
              <th scope="col">From</th>
              <DayHeads days={days.map(({ day }) => day)} />
            </tr>
          </thead>
          <tbody>
            {days[0]?.hours.map((_, hour) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: an hour of the day is its place
              <tr key={hour}>
                <th scope="row">{hourText(hour)}</th>
                {days.map(({ day, hours }) => (
                  <Estimate key={day} of={hours[hour]} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </>
  );
}

function DayHeads({ days }: { days: readonly string[] }) {
  return days.map((day) => (
    <th key={day} scope="col" className="number">
      {dayOf(day)}
    </th>
  ));
}

function Estimate({ of }: { of: ExpectedCount | undefined }) {
  return (
    <td className="number">
      {of && (
        <>
          ~{formatCount(Math.round(of.expected))}
          <span className="second-line">
            {formatCount(of.in80.low)} to {formatCount(of.in80.high)}
          </span>
        </>
      )}
    </td>
  );
}

/** What it stays within, in the words of how often. */
function Busiest({ of: { median, within80, within95, day, hour } }: { of: ExpectedBusiestHour }) {
  return (
    <>
      ~{formatCount(Math.round(median))}
      <span className="second-line">80 %: at most {formatCount(within80)}</span>
      {within95 !== null && <span className="second-line">95 %: at most {formatCount(within95)}</span>}
      <span className="second-line">
        likeliest {dayOf(day)}
        {hour !== null && `, ${hourText(hour)}`}
      </span>
    </>
  );
}

function dayOf(day: string): string {
  return formatInstant(`${day}T00:00:00Z`, 'utcDay');
}
