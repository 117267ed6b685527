import type { Stage } from '../../../schemas/stages.ts';
import { fetchStuck } from '../data/api.ts';
import type { Feed } from '../data/status-feed.ts';
import { CsvButton } from './csv-button.tsx';
import { type CsvRow, statedOfCell, stuckCells } from './panel-csv.ts';

/** Invoices in a file at most: what a cell lists. */
const mostListed = 1_000;

interface StuckCsvProps {
  readonly title: string;
  readonly feed: Feed;
  /** All stages unless given. */
  readonly stage?: Stage | undefined;
}

/** Saves the stuck invoices as a file, more of them than are shown; each line says so if there are more. */
export function StuckCsv({ title, feed, stage }: StuckCsvProps) {
  const status = feed.window.at(-1);
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const rows = async () => {
    const { invoices, next } = await fetchStuck(stage, mostListed, AbortSignal.timeout(60_000));
    const cut: CsvRow = next === undefined ? {} : { listed: `the first ${invoices.length}` };
    return invoices.map((invoice) => ({ ...stuckCells(invoice), ...cut }));
  };
  const stated = {
    filters: stage === undefined ? 'none' : `stage=${stage}`,
    ...statedOfCell(feed, status && Date.parse(status.now), timeZone),
  };
  return <CsvButton title={title} rows={rows} stated={stated} />;
}
