import { GetTableCommand, type GlueClient } from '@aws-sdk/client-glue';

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
export function glueTableVersions(client: Pick<GlueClient, 'send'>, database: string): TableVersions {
  const locationOf = async (table: string): Promise<string | undefined> => {
    const { Table } = await client.send(new GetTableCommand({ DatabaseName: database, Name: table }));
    return Table?.Parameters?.metadata_location;
  };
  return {
    async of(tables) {
      const locations = await Promise.all(tables.map(locationOf));
      return locations.every(Boolean) ? JSON.stringify(locations) : undefined;
    },
  };
}
