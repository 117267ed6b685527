import { download, fileName } from '../data/download.ts';
import { vendorNamesOf } from '../data/vendor-names.ts';
import { type CsvRow, csvFile } from './panel-csv.ts';

interface CsvButtonProps {
  /** Of what it saves. */
  readonly title: string;
  /** Its lines; they may have to be fetched. */
  readonly rows: () => readonly CsvRow[] | Promise<readonly CsvRow[]>;
  /** What each line says besides. */
  readonly stated: CsvRow;
  /** Whether some of it has not been read yet: a file would lack it and not say so. */
  readonly isAwaited?: boolean;
}

/** Saves what a panel shows as a CSV file. */
export function CsvButton({ title, rows, stated, isAwaited = false }: CsvButtonProps) {
  const save = async () => {
    const text = csvFile(await withVendorNames(await rows()), stated);
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
      title={isAwaited ? 'As soon as all that is to be in the file has been read' : undefined}
      disabled={isAwaited}
      onClick={() => void save()}
    >
      {isAwaited ? 'Reading…' : 'CSV'}
    </button>
  );
}

/** Lines about a vendor say what it is called, behind its id. */
async function withVendorNames(rows: readonly CsvRow[]): Promise<readonly CsvRow[]> {
  const isUnnamed = (row: CsvRow) => row.vendorId !== undefined && row.vendorName === undefined;
  if (!rows.some(isUnnamed)) return rows;
  const names = await vendorNamesOf(rows.flatMap(({ vendorId }) => vendorId ?? []));
  return rows.map((row) =>
    isUnnamed(row)
      ? Object.fromEntries(
          Object.entries(row).flatMap(([column, cell]) =>
            column === 'vendorId'
              ? [
                  [column, cell],
                  ['vendorName', names.get(cell) ?? ''],
                ]
              : [[column, cell]],
          ),
        )
      : row,
  );
}
