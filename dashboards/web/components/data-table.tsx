import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useMemo, useRef } from 'react';
import type { Sort } from '../data/sort.ts';
import { usePrinting } from '../data/use-printing.ts';
import { ArrowDownIcon, ArrowUpIcon } from './icons.tsx';
import { ScrollBox } from './scroll-box.tsx';

export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  /** What stands behind the title, such as its explanation. */
  readonly aside?: ReactNode;
  readonly isNumber?: boolean;
  /** The order of two rows by this column; a column without one cannot be sorted by. */
  readonly compare?: (a: Row, b: Row) => number;
  /** Rows that it says nothing of, which come last in either order. */
  readonly isMissing?: (row: Row) => boolean;
  readonly cell: (row: Row) => ReactNode;
}

interface DataTableProps<Row> {
  readonly label: string;
  /** The first one names its row. */
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly sort: Sort | undefined;
  readonly onSort: (sort: Sort) => void;
}

/** Height of a row of two lines, px; rows are measured once they are shown. */
const usualHeight = 56;

/** A table that may have ten thousand rows: only those in sight are drawn, and all when printed. */
export function DataTable<Row>({ label, columns, rows, keyOf, sort, onSort }: DataTableProps<Row>) {
  const sorted = useMemo(() => sortedBy(rows, columns, sort), [rows, columns, sort]);
  const box = useRef<HTMLElement>(null);
  const isPrinting = usePrinting();
  const virtual = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => box.current,
    estimateSize: () => usualHeight,
    getItemKey: (index) => {
      const row = sorted[index];
      return row === undefined ? index : keyOf(row);
    },
    overscan: 10,
    // React warns of rows that are drawn at once while it draws others.
    useFlushSync: false,
  });
  const items = virtual.getVirtualItems();
  const shown = isPrinting ? sorted.map((_, index) => index) : items.map(({ index }) => index);
  const above = isPrinting ? 0 : (items[0]?.start ?? 0);
  const below = isPrinting ? 0 : virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <ScrollBox ref={box} className="data-table" label={label}>
      <table aria-rowcount={sorted.length + 1}>
        <caption className="visually-hidden">{label}</caption>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <HeadCell key={column.id} {...{ column, sort, onSort, isPrinting }} />
            ))}
          </tr>
        </thead>
        <tbody>
          <Space height={above} columns={columns.length} />
          {shown.map((index) => {
            const row = sorted[index];
            if (row === undefined) return null;
            return (
              <tr key={keyOf(row)} ref={virtual.measureElement} data-index={index} aria-rowindex={index + 2}>
                {columns.map((column, place) => {
                  const className = column.isNumber ? 'number' : undefined;
                  return place === 0 ? (
                    <th key={column.id} scope="row" className={className}>
                      {column.cell(row)}
                    </th>
                  ) : (
                    <td key={column.id} className={className}>
                      {column.cell(row)}
                    </td>
                  );
                })}
              </tr>
            );
          })}
          <Space height={below} columns={columns.length} />
        </tbody>
      </table>
    </ScrollBox>
  );
}

interface HeadCellProps<Row> {
  readonly column: Column<Row>;
  readonly sort: Sort | undefined;
  readonly onSort: (sort: Sort) => void;
  readonly isPrinting: boolean;
}

/** Its button sorts; a printed one has none, as Chromium leaves it out from the second sheet on. */
function HeadCell<Row>({ column, sort, onSort, isPrinting }: HeadCellProps<Row>) {
  const direction = sort?.id === column.id ? (sort.down ? 'descending' : 'ascending') : undefined;
  return (
    <th scope="col" className={column.isNumber ? 'number' : undefined} aria-sort={direction}>
      {column.compare && !isPrinting ? (
        <button
          type="button"
          className="sort-button"
          onClick={() =>
            onSort({
              id: column.id,
              // The largest numbers first, and texts from A to Z; then the other way round.
              down: direction === undefined ? column.isNumber === true : direction === 'ascending',
            })
          }
        >
          {column.title}
          {direction === 'ascending' && <ArrowUpIcon />}
          {direction === 'descending' && <ArrowDownIcon />}
        </button>
      ) : (
        column.title
      )}
      {column.aside}
    </th>
  );
}

/** Stands for the rows that are not drawn. */
function Space({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row cannot be focused
    <tr aria-hidden="true" className="space">
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}

function sortedBy<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sort: Sort | undefined,
): readonly Row[] {
  const { compare, isMissing = () => false } = columns.find(({ id }) => id === sort?.id) ?? {};
  if (!compare) return rows;
  const ascending = rows.filter((row) => !isMissing(row)).toSorted(compare);
  return [...(sort?.down ? ascending.reverse() : ascending), ...rows.filter(isMissing)];
}
