import { useEffect, useRef } from 'react';
import type {
  AnomalyActName,
  ListedAnomaly,
} from '../../../functions/core/analytics/anomaly/listed-anomaly.ts';
import { currenciesOf, daysOf, stateWords } from '../../anomaly-words.ts';
import { viewParameters } from '../../view.ts';
import { Instant } from '../components/instant.tsx';
import { hrefOf, vendorHref } from '../data/route.ts';
import { formatDate } from '../format/times.ts';

interface AnomalyEntryProps {
  readonly anomaly: ListedAnomaly;
  /** The KPI whose invoices are behind it. */
  readonly kpi: string;
  /** The address of the page that shows it. */
  readonly back: string;
  /** Of the page of its own; none on that page. */
  readonly href?: string;
  /** Of an episode that is not over. */
  readonly onAct?: (act: AnomalyActName) => void;
}

/** An episode: its sentence, when it was, who looks after it, and where its invoices are. */
export function AnomalyEntry({ anomaly, kpi, back, href, onAct }: AnomalyEntryProps) {
  const { sentence, acknowledged, asExpected, from, until, bucket, vendor } = anomaly;
  const view = { period: daysOf(anomaly), compare: true, filters: filtersOf(anomaly) };
  const invoices = new URLSearchParams({ kpi });
  for (const [name, value] of viewParameters(view)) invoices.append(name, value);
  invoices.set('back', back);
  const item = useRef<HTMLLIElement>(null);
  const said = `${acknowledged?.at} ${asExpected?.at}`;
  const saidBefore = useRef(said);
  // What somebody says takes the pressed button away; who uses a keyboard stays at the episode.
  useEffect(() => {
    if (said !== saidBefore.current && document.activeElement === document.body)
      item.current?.focus({ preventScroll: true });
    saidBefore.current = said;
  }, [said]);
  return (
    <li
      ref={item}
      tabIndex={-1}
      className={onAct && !acknowledged && !asExpected ? 'anomaly anomaly-open' : 'anomaly'}
    >
      <p className="anomaly-sentence">{href === undefined ? sentence : <a href={href}>{sentence}</a>}</p>
      <p className="anomaly-facts">
        <span>{stateWords(anomaly)}</span>
        {bucket === 'day' ? <Days anomaly={anomaly} /> : <Hours from={from} until={until} />}
        <a href={hrefOf('invoices', invoices)} aria-label={`Invoices behind: ${sentence}`}>
          Invoices
        </a>
        <a href={hrefOf('operations', viewParameters(view))} aria-label={`Stages at that time: ${sentence}`}>
          Stages at that time
        </a>
        {vendor !== undefined && (
          <a href={vendorHref(vendor, view)} aria-label={`The vendor: ${sentence}`}>
            Vendor
          </a>
        )}
      </p>
      {acknowledged && (
        <p className="note">
          {acknowledged.by} looks after it, since <Instant at={acknowledged.at} form="full" />.
        </p>
      )}
      {asExpected && (
        <p className="note">
          To be expected, says {asExpected.by}: {asExpected.reason}
        </p>
      )}
      {onAct && !asExpected && (
        <p className="anomaly-acts">
          {!acknowledged && <ActButton title="Acknowledge" of={sentence} onPress={() => onAct('ack')} />}
          <ActButton title="Expected…" of={sentence} onPress={() => onAct('expect')} />
        </p>
      )}
    </li>
  );
}

function ActButton({ title, of, onPress }: { title: string; of: string; onPress: () => void }) {
  return (
    <button type="button" className="button" onClick={onPress}>
      {title}
      <span className="visually-hidden"> {of}</span>
    </button>
  );
}

function Days({ anomaly }: { anomaly: ListedAnomaly }) {
  const { from, to } = daysOf(anomaly);
  return <span>{from === to ? formatDate(from) : `${formatDate(from)} to ${formatDate(to)}`}</span>;
}

function Hours({ from, until }: Pick<ListedAnomaly, 'from' | 'until'>) {
  return (
    <span>
      <Instant at={from} form="full" /> to <Instant at={until} form="minute" />
    </span>
  );
}

function filtersOf(anomaly: ListedAnomaly) {
  const currency = currenciesOf(anomaly);
  return {
    ...(currency.length > 0 && { currency }),
    ...(anomaly.vendor !== undefined && { vendorId: [anomaly.vendor] }),
  };
}
