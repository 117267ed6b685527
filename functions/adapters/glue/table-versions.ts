import { isObject } from '../../../lib/json.ts';
import { type CallJson, jsonCalls } from '../signed/json-calls.ts';
import type { SignedWith } from '../signed/requests.ts';

/** What tells the states of tables apart. */
export interface TableVersions {
  /**
   * One text for the state of all these tables, another one after every commit to any of them.
   * @returns nothing when the catalog does not say of each: then nothing is known to be the same
   */
  of(tables: readonly string[]): Promise<string | undefined>;
}

/**
 * The versions of tables of Apache Iceberg in Glue's catalog: the address of the file that says what a table is now.
 * A commit writes another and puts its address into the catalog, which is what makes it one
 * (https://iceberg.apache.org/spec/#optimistic-concurrency).
 */
export function glueTableVersions(signedWith: SignedWith, database: string): TableVersions {
  const call = jsonCalls('glue', signedWith);
  return {
    async of(tables) {
      const locations = await Promise.all(tables.map((table) => locationOf(call, database, table)));
      return locations.every(Boolean) ? JSON.stringify(locations) : undefined;
    },
  };
}

/** https://docs.aws.amazon.com/glue/latest/webapi/API_GetTable.html */
async function locationOf(call: CallJson, DatabaseName: string, Name: string): Promise<string | undefined> {
  const { Table } = await call('GetTable', { DatabaseName, Name });
  const parameters = isObject(Table) ? Table.Parameters : undefined;
  const location = isObject(parameters) ? parameters.metadata_location : undefined;
  return typeof location === 'string' ? location : undefined;
}
