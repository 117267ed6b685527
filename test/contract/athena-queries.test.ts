import { AthenaClient } from '@aws-sdk/client-athena';
import { afterEach, describe, expect, test } from 'vitest';
import { createAthenaQueries } from '../../functions/adapters/athena/queries.ts';
import { startHttpDouble } from './http-double.ts';
import { startLake } from './lake.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function queriesOnLake(faults: Parameters<typeof startLake>[0] = {}) {
  const lake = await startLake(faults);
  stops.push(lake.stop);
  return createAthenaQueries({
    ...{ client: lake.athena, database: 'd', workgroup: 'w', patienceMs: 1_000, wait: async () => {} },
  });
}

describe('Given a workgroup of Athena', () => {
  test('When a query has more rows than a page, Then all come, without their names', async () => {
    const queries = await queriesOnLake();
    const rows = await queries.rows('SELECT x, NULL AS y FROM range(900) AS r(x) ORDER BY x');
    expect(rows).toEqual(Array.from({ length: 900 }, (_, x) => [String(x), undefined]));
  });

  test('When a statement fails, Then the error names it and quotes nothing', async () => {
    const queries = await queriesOnLake();
    await expect(queries.run("SELECT CAST('secret' AS date)")).rejects.toMatchObject({
      ...{ code: 'QUERY_FAILED', failureClass: 'transient' },
      message: expect.stringMatching(/^Athena failed query [-0-9a-f]+ \(category 2, type 1\)\.$/),
    });
  });

  test('When a statement takes too long, Then it is stopped', async () => {
    const called: string[] = [];
    const double = await startHttpDouble((request, response) => {
      const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      called.push(operation);
      const running = { QueryExecution: { Status: { State: 'RUNNING' } } };
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(operation === 'GetQueryExecution' ? running : { QueryExecutionId: 'q' }));
    });
    const lake = await startLake();
    stops.push(lake.stop, double.stop);

    const client = new AthenaClient({ ...lake.settings, endpoint: double.endpoint });
    const pauses: number[] = [];
    const queries = createAthenaQueries({
      ...{ client, database: 'd', workgroup: 'w', patienceMs: 5_000 },
      wait: async (ms) => void pauses.push(ms),
    });
    await expect(queries.run('SELECT 1')).rejects.toMatchObject({ code: 'QUERY_TOO_SLOW' });
    expect(pauses).toEqual([200, 300, 450, 675, 1012.5, 1518.75, 2_000]);
    expect(called.at(-1)).toBe('StopQueryExecution');
    client.destroy();
  });
});
