import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DueRecord, DueRecords } from '../../functions/core/ports.ts';

/** An implementation of the port, and the other end of its queue. */
export interface DueRecordsUnderTest {
  readonly dueRecords: DueRecords;
  /** The bodies of the messages on the queue, taken from it. */
  take(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** What every implementation of the `DueRecords` port must do. */
export function dueRecordsContract(name: string, make: () => Promise<DueRecordsUnderTest>): void {
  describe(`${name} as the queue of records that are put off`, () => {
    let subject: DueRecordsUnderTest;
    beforeAll(async () => {
      subject = await make();
    });
    afterAll(() => subject?.close());

    const due = (number: number): DueRecord => ({
      event: { invoiceId: `INV-“${number}”`, eventId: `evt-${number}` },
      digest: `digest-${number}`,
      entryId: `entry-${number}`,
      isNew: number % 2 === 0,
    });

    test.each([1, 10, 23])('When %i are added, Then each is a message of its own', async (count) => {
      const all = Array.from({ length: count }, (_, number) => due(number));
      await subject.dueRecords.add(all);
      const taken: DueRecord[] = (await subject.take()).map((body) => JSON.parse(body));
      const byDigest = (a: DueRecord, b: DueRecord) => (a.digest < b.digest ? -1 : 1);
      expect(taken.sort(byDigest)).toEqual(all.sort(byDigest));
    });

    test('When none is added, Then there is no message', async () => {
      await subject.dueRecords.add([]);
      expect(await subject.take()).toEqual([]);
    });
  });
}
