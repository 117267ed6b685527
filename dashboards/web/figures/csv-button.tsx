import { download, fileName } from '../data/download.ts';
import { type CsvRow, csvFile } from './panel-csv.ts';

interface CsvButtonProps {
  /** Of what it saves. */
  readonly title: string;
  /** Its lines; they may have to be fetched. */
  readonly rows: () => readonly CsvRow[] | Promise<readonly CsvRow[]>;
  /** What each line says besides. */
  readonly stated: CsvRow;
}

/** Saves what a panel shows as a CSV file. */
export function CsvButton({ title, rows, stated }: CsvButtonProps) {
  const save = async () => {
    const text = csvFile(await rows(), stated);
    const asOf = Date.parse(stated.asOf ?? '');
    download(
      fileName(title, Number.isNaN(asOf) ? undefined : asOf, 'csv'),
      new Blob([text], { type: 'text/csv' }),
    );
  };
  return (
    <button
      type="button"
      className="quiet-button"
      aria-label={`${title} as a CSV file`}
      onClick={() => void save()}
    >
      CSV
    </button>
  );
}
