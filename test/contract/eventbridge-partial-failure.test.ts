import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { describe, expect, test } from 'vitest';
import { createEventBridgeBus } from '../../functions/adapters/eventbridge/bus.ts';
import { startHttpDouble } from './http-double.ts';

// What moto never does: take one entry of a call and refuse the others.
const reply = JSON.stringify({
  FailedEntryCount: 2,
  Entries: [
    { EventId: 'event-0' },
    { ErrorCode: 'ThrottlingException', ErrorMessage: 'Slow down' },
    { ErrorCode: 'InternalFailure' },
  ],
});

describe('Given EventBridge takes one entry and refuses two', () => {
  test('When announced, Then each refusal says which it is and why', async () => {
    const double = await startHttpDouble((request, response) => {
      request
        .resume()
        .on('end', () =>
          response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(reply),
        );
    });
    const client = new EventBridgeClient({
      endpoint: double.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const announcements = ['a', 'b', 'c'].map((id) => ({ detailType: 'InvoiceStuck', detail: { id } }));

    const refusals = await createEventBridgeBus(client, 'invoice-events').announce(announcements);

    expect(refusals.map(({ index, error }) => [index, error.name, error.message])).toEqual([
      [1, 'ThrottlingException', 'Slow down'],
      [2, 'InternalFailure', 'InternalFailure'],
    ]);
    client.destroy();
    await double.stop();
  });
});
