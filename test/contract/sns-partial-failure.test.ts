import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSnsTopics } from '../../functions/adapters/sns/topics.ts';
import { failureClassOf } from '../../functions/core/messaging/failures.ts';

// What moto never does: take one entry of a batch and refuse the others.
const reply = `<PublishBatchResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishBatchResult>
  <Successful><member><Id>0</Id><MessageId>m-0</MessageId></member></Successful>
  <Failed>
    <member><Id>1</Id><Code>InternalError</Code><Message>Try again</Message><SenderFault>false</SenderFault></member>
    <member><Id>2</Id><Code>InvalidParameter</Code><Message>Bad group</Message><SenderFault>true</SenderFault></member>
  </Failed>
</PublishBatchResult><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></PublishBatchResponse>`;

let server: Server;
beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(200, { 'content-type': 'text/xml' }).end(reply));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

describe('Given SNS takes one entry and refuses two', () => {
  test('When published, Then each error says whether to retry', async () => {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no TCP port was given');
    const client = new SNSClient({
      endpoint: `http://127.0.0.1:${address.port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const message = (id: string) => ({ body: id, groupId: 'a', deduplicationId: id, attributes: {} });

    const failed = await createSnsTopics(client).publish('arn:aws:sns:us-east-1:000000000000:invoices.fifo', [
      message('a'),
      message('b'),
      message('c'),
    ]);

    expect(failed.map(({ index, error }) => [index, failureClassOf(error)])).toEqual([
      [1, 'transient'],
      [2, 'permanent'],
    ]);
    client.destroy();
  });
});
