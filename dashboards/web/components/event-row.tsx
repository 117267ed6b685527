import type { LatestEvents } from '../../console-api.ts';
import { stageTitles } from '../../stage-titles.ts';
import { invoiceHref } from '../data/route.ts';
import { formatMoney } from '../format/money.ts';
import { Instant } from './instant.tsx';
import { StatusWord } from './status-word.tsx';
import { VendorName } from './vendor-name.tsx';

/** One visible event in the list, leading to its invoice. */
export function EventRow({ event }: { event: LatestEvents['events'][number] }) {
  return (
    <tr className="event-row">
      <th scope="row">
        <a href={invoiceHref(event.invoiceId)}>{event.invoiceId}</a>
        <span className="second-line">
          <VendorName vendorId={event.vendorId} />
        </span>
      </th>
      <td>
        <StatusWord status={event.status} kind={event.kind} />
        <span className="second-line">{stageTitles[event.stage]}</span>
      </td>
      <td className="number">{formatMoney(event.amount, event.currency)}</td>
      <td className="number">
        <Instant at={event.receivedAt} form="time" />
      </td>
    </tr>
  );
}
