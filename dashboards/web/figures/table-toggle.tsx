interface TableToggleProps {
  readonly asTable: boolean;
  readonly onToggle: (asTable: boolean) => void;
}

/** Shows what a chart shows as a table, or the chart again. */
export function TableToggle({ asTable, onToggle }: TableToggleProps) {
  return (
    <button type="button" className="quiet-button" aria-pressed={asTable} onClick={() => onToggle(!asTable)}>
      Table
    </button>
  );
}
