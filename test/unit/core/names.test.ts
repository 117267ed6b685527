import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { names, partitionOfQueue, processorOf } from '../../../functions/core/names.ts';
import { stages } from '../../../schemas/stages.ts';

const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);
const anyPrefix = fc.oneof(
  fc.constant(''),
  word.map((name) => `${name}-`),
);

describe('Given the name of a resource', () => {
  test('the partition of any queue is the one it was named after', () => {
    fc.assert(
      fc.property(anyPrefix, word, (prefix, partition) => {
        expect(partitionOfQueue(names(prefix).queue(partition), prefix)).toBe(partition);
      }),
    );
  });

  test.each(['invoice-posting-relay', 'eu-invoice-posting.fifo', 'posting.fifo'])(
    '%s is refused as the queue of a partition',
    (queue) => {
      expect(() => partitionOfQueue(queue)).toThrow(`${queue} is not the queue of a partition`);
    },
  );

  test('prefix and stage of any processor are those it was named after', () => {
    fc.assert(
      fc.property(anyPrefix, fc.constantFrom(...stages), (prefix, stage) => {
        expect(processorOf(names(prefix).processorFunction(stage))).toEqual({ prefix, stage });
      }),
    );
  });

  test('a function that processes no stage has none', () => {
    expect(processorOf(names('eu-').relayFunction)).toBeUndefined();
    expect(processorOf(names().stuckInvoiceFunction)).toBeUndefined();
  });
});
