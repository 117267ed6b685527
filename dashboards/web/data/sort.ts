/** The column that rows are sorted by. */
export interface Sort {
  readonly id: string;
  readonly down: boolean;
}

/** The order that an address asks for: `due`, or `-due` from the last; undefined for no column of these. */
export function sortFrom(text: string | null, columns: readonly string[]): Sort | undefined {
  const [, minus, id = ''] = /^(-?)(.+)$/.exec(text ?? '') ?? [];
  return columns.includes(id) ? { id, down: minus === '-' } : undefined;
}

/** What an address says for an order. */
export function sortText({ id, down }: Sort): string {
  return `${down ? '-' : ''}${id}`;
}
