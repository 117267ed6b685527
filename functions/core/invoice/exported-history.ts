import type { InvoiceHistory } from './history.ts';

/** Says what a file is, and by which rules it is to be read. */
export const exportFormat = 'bems-invoice-history-1';

/** A history as it was exported for an auditor. */
export interface ExportedHistory {
  readonly format: typeof exportFormat;
  /** RFC 3339 UTC. */
  readonly exportedAt: string;
  readonly history: InvoiceHistory;
}

/** The text of the file that an auditor is given. @param now ms since the epoch */
export function exportText(history: InvoiceHistory, now: number): string {
  const exported: ExportedHistory = {
    ...{ format: exportFormat, exportedAt: new Date(now).toISOString() },
    history,
  };
  return `${JSON.stringify(exported, null, 2)}\n`;
}
