import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operationsSource } from '../../functions/core/names.ts';
import type { Bus, OperationsEvent } from '../../functions/core/ports.ts';

/** An implementation of the port, and what a rule of anybody's sees on its bus. */
export interface BusUnderTest {
  readonly bus: Bus;
  /** What is on the bus, taken from it, in any order. */
  take(): Promise<readonly (OperationsEvent & { readonly source: string })[]>;
  close(): Promise<void>;
}

/** The announcement in an event, as rules hand it to their targets. */
export function announcementIn(event: {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: object;
}) {
  return { source: event.source, detailType: event['detail-type'], detail: event.detail };
}

/** What every implementation of the `Bus` port must do. */
export function busContract(name: string, makeBus: () => Promise<BusUnderTest>): void {
  describe(`${name} as a bus`, () => {
    let subject: BusUnderTest;
    beforeAll(async () => {
      subject = await makeBus();
    });
    afterAll(() => subject?.close());

    const announcement = (id: string): OperationsEvent => ({
      detailType: Number(id) % 2 ? 'InvoiceStuck' : 'InvoiceUnstuck',
      detail: { id, invoiceId: '発票 "7" \\ \n', amount: '12.50' },
    });

    describe('Given ten announcements', () => {
      test('When announced at once, Then each is on the bus, under the source of operations', async () => {
        const announcements = Array.from({ length: 10 }, (_, i) => announcement(`${i}`));
        expect(await subject.bus.announce(announcements)).toEqual([]);
        const onBus = await subject.take();
        expect(onBus).toHaveLength(10);
        expect(onBus).toEqual(
          expect.arrayContaining(announcements.map((each) => ({ ...each, source: operationsSource }))),
        );
      });
    });
  });
}
