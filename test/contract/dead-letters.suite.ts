import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { DeadLetters } from '../../functions/core/dead-letters.ts';
import { type DeadLetterQueueName, names } from '../../functions/core/names.ts';

/** A message as it is put on a queue, or was found there. */
export interface PlainMessage {
  readonly body: string;
  /** On a FIFO queue. */
  readonly groupId?: string | undefined;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A cell without a prefix, whose partitions are the stages, and its dead letters. */
export interface DeadLettersUnderTest {
  readonly deadLetters: DeadLetters;
  /** The dead-letter queues it has. */
  readonly queues: readonly DeadLetterQueueName[];
  put(queue: string, message: PlainMessage): Promise<void>;
  /** What can be received from a queue now, taken from it. */
  take(queue: string): Promise<readonly PlainMessage[]>;
  /** The ARN of one of the cell's queues. */
  arnOf(queue: string): string;
  close(): Promise<void>;
}

const name = names();
const relay = { from: name.relayDeadLetters('posting'), to: name.relayQueue('posting') };
const processor = { from: name.deadLetters('posting'), to: name.queue('posting') };
const diagnosis = { class: 'permanent', code: 'FACT_MALFORMED', reason: 'The message is not JSON.' };

/** An event of the bus. */
const busEvent = (stage: string) => ({
  ...{ version: '0', id: 'entry-1', 'detail-type': 'InvoiceEvent', source: 'bems.invoices' },
  ...{ account: '000000000000', time: '2026-11-21T09:00:00Z', region: 'eu-west-1', resources: [] },
  detail: { stage, event: { eventId: 'e-1', invoiceId: 'INV-1' } },
});

/** What every implementation of the `DeadLetters` port must do; one cell serves all the tests. */
export function deadLettersContract(title: string, makeCell: () => Promise<DeadLettersUnderTest>): void {
  describe(`Given dead letters of ${title}`, () => {
    let cell: DeadLettersUnderTest;
    beforeAll(async () => {
      cell = await makeCell();
    });
    afterAll(() => cell?.close());
    afterEach(async () => {
      await cell.deadLetters.release();
      for (const queue of [...(await cell.deadLetters.queues()), { name: relay.to }, { name: processor.to }])
        await cell.take(queue.name);
    });

    /** Every letter of a queue, page by page. */
    const readAll = async (queue: string, limit = 10) => {
      const letters = [];
      let after: string | undefined;
      do {
        const page = await cell.deadLetters.read(queue, { limit, after });
        expect(page.letters.length).toBeLessThanOrEqual(limit);
        letters.push(...page.letters);
        after = page.next;
      } while (after !== undefined);
      return letters;
    };
    /** Puts one message on a dead-letter queue; its position. */
    const positionOf = async (queue: string, message: PlainMessage) => {
      await cell.put(queue, message);
      const [letter] = await readAll(queue);
      if (!letter) throw new Error(`${queue} does not show what was put on it`);
      return letter.position;
    };
    /** Puts one message on a dead-letter queue and redrives it. */
    const redriven = async (queue: string, message: PlainMessage) => {
      const position = await positionOf(queue, message);
      const [outcome] = await cell.deadLetters.redrive(queue, [position]);
      await cell.deadLetters.release();
      return { outcome, left: (await readAll(queue)).length };
    };

    test('When its queues are asked for, Then all are there with their kinds', async () => {
      await cell.put(relay.from, { body: 'one' });
      const queues = await cell.deadLetters.queues();
      expect(queues.map(({ name: queue, kind }) => ({ queue, kind })).sort(byQueue)).toEqual(
        cell.queues.map(({ name: queue, kind }) => ({ queue, kind })).sort(byQueue),
      );
      expect(queues.find(({ name: queue }) => queue === relay.from)?.count).toBe(1);
    });

    test('When many are read page by page, Then each is shown once, twice over', async () => {
      const bodies = Array.from({ length: 25 }, (_, index) => `letter ${index}`);
      for (const body of bodies) await cell.put(relay.from, { body });
      for (const limit of [10, 7]) {
        const letters = await readAll(relay.from, limit);
        expect(letters.map(({ body }) => body).sort()).toEqual(bodies.toSorted());
        await cell.deadLetters.release();
      }
    });

    test('When one is read, Then it tells all that it carries', async () => {
      await cell.put(processor.from, { body: 'poison', groupId: 'INV-1', attributes: diagnosis });
      const [letter] = await readAll(processor.from);
      expect(letter).toMatchObject({ queue: processor.from, kind: 'processor', body: 'poison' });
      expect(letter).toMatchObject({ groupId: 'INV-1', attributes: diagnosis });
      expect(Math.abs(Date.parse(letter?.sentAt ?? '') - Date.now())).toBeLessThan(60_000);
    });

    test('When one is removed by its position, Then it alone is gone', async () => {
      const position = await positionOf(relay.from, { body: 'wanted' });
      await cell.put(relay.from, { body: 'another' });
      await cell.deadLetters.release();
      expect(await readAll(relay.from)).toContainEqual(expect.objectContaining({ body: 'wanted', position }));
      await cell.deadLetters.remove(relay.from, [position]);
      expect((await readAll(relay.from)).map(({ body }) => body)).toEqual(['another']);
    });

    test('When a relay gave it up, Then a redrive puts it on the relay queue', async () => {
      expect(await redriven(relay.from, { body: 'event', attributes: diagnosis })).toMatchObject({
        outcome: { outcome: 'done' },
        left: 0,
      });
      expect(await cell.take(relay.to)).toEqual([{ body: 'event', attributes: {} }]);
    });

    test('When a processor gave it up, Then its group has it without the diagnosis', async () => {
      const { outcome } = await redriven(processor.from, {
        body: 'fact',
        groupId: 'INV-7',
        attributes: diagnosis,
      });
      expect(outcome?.outcome).toBe('done');
      expect(await cell.take(processor.to)).toEqual([{ body: 'fact', groupId: 'INV-7', attributes: {} }]);
    });

    test('When redriven twice, Then the second time changes nothing', async () => {
      const position = await positionOf(processor.from, { body: 'fact', groupId: 'INV-8' });
      await cell.deadLetters.redrive(processor.from, [position]);
      expect(await cell.deadLetters.redrive(processor.from, [position])).toEqual([
        { position, outcome: 'gone' },
      ]);
      expect(await cell.take(processor.to)).toHaveLength(1);
    });

    test.each([
      [
        'raw',
        {
          body: 'fact',
          attributes: { stage: 'posting', RequestID: 'r', ErrorCode: '403', ErrorMessage: 'no' },
        },
      ],
      [
        'in the JSON of SNS',
        {
          body: JSON.stringify({
            ...{
              Type: 'Notification',
              TopicArn: 'arn:aws:sns:eu-west-1:000000000000:t.fifo',
              Message: 'fact',
            },
            MessageAttributes: { stage: { Type: 'String', Value: 'posting' } },
          }),
          attributes: { ErrorCode: '403' },
        },
      ],
    ])('When a topic gave it up %s, Then the queue has it as published', async (_, message) => {
      const queue = name.subscriptionDeadLetters('posting');
      const { outcome } = await redriven(queue, { ...message, groupId: 'INV-9' });
      expect(outcome?.outcome).toBe('done');
      expect(await cell.take(processor.to)).toEqual([
        { body: 'fact', groupId: 'INV-9', attributes: { stage: 'posting' } },
      ]);
    });

    test('When a rule gave it up, Then the target of the rule has it', async () => {
      const attributes = { RULE_ARN: 'arn:aws:events:eu-west-1:0:rule/r', TARGET_ARN: cell.arnOf(relay.to) };
      const { outcome } = await redriven(name.ruleDeadLetters, { body: 'event', attributes });
      expect(outcome?.outcome).toBe('done');
      expect(await cell.take(relay.to)).toEqual([{ body: 'event', attributes: {} }]);
    });

    test.each([
      '',
      'arn:aws:sqs:eu-west-1:000000000000:somebody-elses',
      'arn:aws:sqs:eu-west-1:0:invoice-posting.fifo',
    ])('When a rule gave it up for "%s", Then it stays and says why', async (target) => {
      const attributes = { RULE_ARN: 'r', ...(target !== '' && { TARGET_ARN: target }) };
      const { outcome, left } = await redriven(name.ruleDeadLetters, { body: 'event', attributes });
      expect(outcome).toMatchObject({ outcome: 'stays', because: expect.stringContaining('TARGET_ARN') });
      expect(left).toBe(1);
    });

    test('When unrouted and a partition takes it now, Then that has it, id and all', async () => {
      const body = JSON.stringify(busEvent('posting'));
      expect((await redriven(name.unroutedQueue, { body })).outcome?.outcome).toBe('done');
      expect(await cell.take(relay.to)).toEqual([{ body, attributes: {} }]);
    });

    test.each([JSON.stringify(busEvent('nowhere')), 'no JSON'])(
      'When no partition takes it (%#), Then it stays and says why',
      async (body) => {
        const { outcome, left } = await redriven(name.unroutedQueue, { body });
        expect(outcome).toMatchObject({ outcome: 'stays', because: expect.stringContaining('partition') });
        expect(left).toBe(1);
      },
    );

    test.each([name.busDeadLetters, name.stuckInvoiceDeadLetters])(
      'When it can only be discarded, on %s, Then it stays and says why',
      async (queue) => {
        const { outcome, left } = await redriven(queue, { body: '{}' });
        expect(outcome).toMatchObject({ outcome: 'stays', because: expect.stringMatching(/discard/i) });
        expect(left).toBe(1);
      },
    );

    test('When a redrive is only tried, Then it says the same and moves none', async () => {
      const position = await positionOf(relay.from, { body: 'event' });
      const tried = await cell.deadLetters.redrive(relay.from, [position], { dryRun: true });
      expect(tried).toEqual([{ position, outcome: 'done' }]);
      await cell.deadLetters.release();
      expect(await readAll(relay.from)).toHaveLength(1);
      expect(await cell.take(relay.to)).toEqual([]);
    });

    test('When one is removed twice, Then it alone is gone for good', async () => {
      await cell.put(relay.from, { body: 'stays' });
      await cell.put(relay.from, { body: 'goes' });
      const letters = await readAll(relay.from);
      const position = letters.find(({ body }) => body === 'goes')?.position ?? '';
      expect(await cell.deadLetters.remove(relay.from, [position])).toEqual([{ position, outcome: 'done' }]);
      expect(await cell.deadLetters.remove(relay.from, [position])).toEqual([{ position, outcome: 'gone' }]);
      await cell.deadLetters.release();
      expect((await readAll(relay.from)).map(({ body }) => body)).toEqual(['stays']);
    });

    test.each(['invoice-posting.fifo', 'no-queue'])(
      'When %s is taken for a dead-letter queue, Then that is refused',
      async (queue) => {
        await expect(cell.deadLetters.read(queue, { limit: 1 })).rejects.toThrow(queue);
        await expect(cell.deadLetters.redrive(queue, ['1'])).rejects.toThrow(queue);
        await expect(cell.deadLetters.remove(queue, ['1'])).rejects.toThrow(queue);
      },
    );
  });
}

function byQueue(a: { readonly queue: string }, b: { readonly queue: string }): number {
  return a.queue < b.queue ? -1 : 1;
}
