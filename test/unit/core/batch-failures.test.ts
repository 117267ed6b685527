import type { SQSRecord } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import {
  failuresOf,
  mergeFailures,
  noFailures,
  readRecords,
  withBatchFallback,
} from '../../../functions/core/messaging/batch-failures.ts';
import { invalid, sqsRecord, throttled } from '../functions/harness.ts';

const records = [sqsRecord('a'), sqsRecord('b'), sqsRecord('c')];
const [first, second] = records.map((record) => [record]);

describe('Given failures of two steps', () => {
  test('When merged, Then the first error of a message stands', () => {
    const merged = mergeFailures([failuresOf(first ?? [], 'early'), failuresOf(records, 'late')]);
    expect([...merged.values()]).toEqual(['early', 'late', 'late']);
  });
});

describe('Given a message that cannot be read', () => {
  test('When the batch is read, Then it fails alone', () => {
    const { succeeded, failures } = readRecords(records, ({ body }) => {
      if (body === 'b') throw invalid();
      return body;
    });
    expect(succeeded).toEqual(['a', 'c']);
    expect([...failures.keys()]).toEqual(second);
  });
});

describe('Given a call that takes all messages of a batch', () => {
  const calls = async (error: Error, isBad: (record: SQSRecord) => boolean) => {
    const sizes: number[] = [];
    const failures = await withBatchFallback(
      records,
      (record) => [record],
      async (items) => {
        sizes.push(items.length);
        if (items.some(isBad)) throw error;
        return noFailures;
      },
    );
    return { sizes, failed: [...failures.keys()].map(({ body }) => body) };
  };

  test('When refused for good, Then messages go alone and only the bad one fails', async () => {
    const { sizes, failed } = await calls(invalid(), ({ body }) => body === 'b');
    expect(sizes).toEqual([3, 1, 1, 1]);
    expect(failed).toEqual(['b']);
  });

  test('When it is throttled, Then all fail without another call', async () => {
    const { sizes, failed } = await calls(throttled(), ({ body }) => body === 'b');
    expect(sizes).toEqual([3]);
    expect(failed).toEqual(['a', 'b', 'c']);
  });
});
