import type { DuckDBValue } from '@duckdb/node-api';

/** SQL with a `?` for each of its values, in their order: values are bound, never written into it. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly DuckDBValue[];
}

/** A table, and the columns that are read of it besides the keys. */
export interface Source {
  readonly table: string;
  readonly columns: readonly Statement[];
  /** SQL of the clock, if it is another than the figure's. */
  readonly clock?: string;
  /** What else has to hold of a row. */
  readonly where?: Statement;
}

export function statement(sql: string, ...values: readonly DuckDBValue[]): Statement {
  return { sql, values };
}

/** A template of SQL in which each hole is a statement, with its values. */
export function joined(texts: TemplateStringsArray, ...holes: readonly (Statement | undefined)[]): Statement {
  return {
    sql: texts.reduce((sql, text, position) => `${sql}${holes[position - 1]?.sql ?? ''}${text}`),
    values: holes.flatMap((hole) => hole?.values ?? []),
  };
}

/** Statements one after the other, with text between them. */
export function listed(statements: readonly Statement[], between: string): Statement {
  return {
    sql: statements.map(({ sql }) => sql).join(between),
    values: statements.flatMap(({ values }) => values),
  };
}
