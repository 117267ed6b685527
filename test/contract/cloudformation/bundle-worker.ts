import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

// A thread that is one Lambda function: it has the function's own environment and loads its bundle
// as Lambda does.

const { handler } = createRequire(import.meta.url)(workerData.bundle);

const context = {
  functionName: workerData.functionName,
  functionVersion: '$LATEST',
  memoryLimitInMB: '512',
  awsRequestId: 'request',
  getRemainingTimeInMillis: () => 30_000,
};

parentPort?.on('message', async ({ id, event }) => {
  try {
    parentPort?.postMessage({ id, result: await handler(event, context) });
  } catch (error) {
    parentPort?.postMessage({ id, error: String(error) });
  }
});
