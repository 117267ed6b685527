import { type FirehoseClient, PutRecordCommand } from '@aws-sdk/client-firehose';

/** Puts a record on a delivery stream; resolves once the stream has it. */
export function createFirehoseStream(client: FirehoseClient) {
  return async (stream: string, record: string): Promise<void> => {
    await client.send(
      new PutRecordCommand({
        DeliveryStreamName: stream,
        Record: { Data: new TextEncoder().encode(record) },
      }),
    );
  };
}
