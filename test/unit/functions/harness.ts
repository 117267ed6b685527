import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { digestOf } from '../../../functions/core/invoice/digest.ts';
import type { Fact } from '../../../functions/core/invoice/fact.ts';
import type { Log, Metrics } from '../../../functions/core/ports.ts';
import { sampleFact } from '../../contract/samples.ts';

/** When the tests' messages were first received. */
export const firstReceivedAt = '2026-03-02T09:15:02.000Z';

interface RecordOptions {
  readonly messageId?: string;
  readonly groupId?: string;
  readonly receiveCount?: number;
  readonly queueArn?: string;
}

let made = 0;

/** A message as the event source mapping hands it to a function. */
export const sqsRecord = (body: string, options: RecordOptions = {}): SQSRecord => {
  made += 1;
  const messageId = options.messageId ?? `message-${made}`;
  return {
    messageId,
    receiptHandle: `receipt-of-${messageId}`,
    body,
    attributes: {
      ApproximateReceiveCount: String(options.receiveCount ?? 1),
      SentTimestamp: String(Date.parse(firstReceivedAt)),
      SenderId: 'sender',
      ApproximateFirstReceiveTimestamp: String(Date.parse(firstReceivedAt)),
      ...(options.groupId !== undefined && { MessageGroupId: options.groupId }),
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: options.queueArn ?? 'arn:aws:sqs:us-east-1:000000000000:invoice-ingestion.fifo',
    awsRegion: 'us-east-1',
  };
};

export const sqsEvent = (...Records: readonly SQSRecord[]): SQSEvent => ({ Records: [...Records] });

/** A fact with the digest its event really has. */
export const factOf = (overrides: Parameters<typeof sampleFact>[0] = {}): Fact => {
  const fact = sampleFact(overrides);
  return { ...fact, digest: digestOf(fact.event) };
};

/** The fact as a message in its invoice's group. */
export const factRecord = (fact: Fact, options: RecordOptions = {}): SQSRecord =>
  sqsRecord(JSON.stringify(fact), { groupId: fact.event.invoiceId, ...options });

/** A log that keeps the codes of what it was told. */
export const memoryLog = (): Log & { readonly codes: readonly string[] } => {
  const codes: string[] = [];
  const keep = ({ code }: { code: string }) => void codes.push(code);
  return { codes, info: keep, warn: keep, error: keep };
};

type Dimensions = Readonly<Record<string, string>> | undefined;

/** Metrics that add up what they were told, by name, and keep everything as it was reported. */
export const memoryMetrics = (): Metrics & {
  total(name: string): number;
  /** Every report of the name: its value or values, and its dimensions. */
  reports(name: string): readonly (readonly [number | readonly number[], Dimensions])[];
} => {
  const reported: { name: string; value: number | readonly number[]; dimensions: Dimensions }[] = [];
  const reportsOf = (name: string) => reported.filter((report) => report.name === name);
  return {
    total: (name) =>
      reportsOf(name).reduce((sum, { value }) => sum + (typeof value === 'number' ? value : 0), 0),
    reports: (name) => reportsOf(name).map(({ value, dimensions }) => [value, dimensions]),
    count: (name, value, dimensions) => void reported.push({ name, value, dimensions }),
    gauge: (name, value, dimensions) => void reported.push({ name, value, dimensions }),
    durations: (name, value, dimensions) => void reported.push({ name, value, dimensions }),
  };
};

/** An error as the SDK gives for a throttled call. */
export const throttled = (): Error =>
  Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });

/** An error as the SDK gives for a request that is wrong. */
export const invalid = (): Error => Object.assign(new Error('Bad request'), { name: 'ValidationException' });
