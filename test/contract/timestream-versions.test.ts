import { TimestreamWriteClient } from '@aws-sdk/client-timestream-write';
import { createTimestreamTimeSeries } from '../../functions/adapters/timestream/time-series.ts';
import { timeSeriesContract } from './time-series.suite.ts';
import { startTimestreamServer } from './timestream-server.ts';

timeSeriesContract('Timestream, judging versions,', async () => {
  const server = await startTimestreamServer();
  const client = new TimestreamWriteClient({
    endpoint: server.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  return {
    timeSeries: createTimestreamTimeSeries(client, 'metrics', 'events'),
    async close() {
      client.destroy();
      await server.stop();
    },
  };
});
