import { exportText } from '../../../functions/core/invoice/exported-history.ts';
import type { Fact } from '../../../functions/core/invoice/fact.ts';
import type { InvoiceHistory } from '../../../functions/core/invoice/history.ts';
import { download, fileName } from '../data/download.ts';
import type { Feed } from '../data/status-feed.ts';
import { CsvButton } from '../figures/csv-button.tsx';
import { type CsvRow, statedOfCell } from '../figures/panel-csv.ts';

interface HistoryFilesProps {
  readonly history: InvoiceHistory;
  readonly feed: Feed;
  /** When it was read, ms since the epoch. */
  readonly asOf: number | undefined;
}

/** Takes a history along: for a spreadsheet, and whole, for whoever wants to check it (`bems verify`). */
export function HistoryFiles({ history, feed, asOf }: HistoryFilesProps) {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const title = `History of ${history.invoiceId}`;
  const saveExport = () => {
    const now = asOf ?? Date.now();
    const content = new Blob([exportText(history, now)], { type: 'application/json' });
    download(fileName(title, now, 'json'), content);
  };
  return (
    <>
      <button
        type="button"
        className="quiet-button"
        title="Every event as it was sent, with digests: bems verify checks the file"
        onClick={saveExport}
      >
        For an auditor (JSON)
      </button>
      <CsvButton
        title={title}
        rows={() => history.events.map((fact) => eventCells(fact, history))}
        stated={statedOfCell(feed, asOf, timeZone)}
      />
    </>
  );
}

/** An event as a line of a file. */
function eventCells(fact: Fact, { disregarded }: InvoiceHistory): CsvRow {
  const { event } = fact;
  return {
    ...{ invoiceId: event.invoiceId, eventId: event.eventId, stage: fact.stage, status: event.status },
    ...{ occurredAt: event.occurredAt, receivedAt: fact.receivedAt },
    ...{ currency: event.currency, amount: event.amount, paidAmount: event.paidAmount ?? '' },
    ...{ vendorId: event.vendor.id, vendorName: event.vendor.name ?? '' },
    ...{ actor: event.source?.actor ?? '', system: event.source?.system ?? '', producer: fact.producer },
    ...{ counts: disregarded.includes(fact.digest) ? 'no' : 'yes', digest: fact.digest },
  };
}
