import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  deadLetterQueueOf,
  deadLetterQueues,
  names,
  partitionOfQueue,
  processorOf,
} from '../../../functions/core/names.ts';
import { stages } from '../../../schemas/stages.ts';

const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);
/** Cells refuse the others, which would share names with dead-letter queues. */
const partitionName = word.filter((name) => !/-(topic|dlq)$/.test(name));
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

  test('no two groups of partitions share a relay or a key, whatever their names', () => {
    fc.assert(
      fc.property(anyPrefix, fc.uniqueArray(word), (prefix, groups) => {
        const { relayFunction, groupKeyAlias, keyAlias } = names(prefix);
        const relays = [relayFunction(), ...groups.map((group) => relayFunction(group))];
        const keys = [
          ...['data', 'messages', 'logs', 'alert-links'].map(keyAlias),
          ...groups.map(groupKeyAlias),
        ];
        expect(new Set(relays).size).toBe(relays.length);
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });

  test('a function that processes no stage has none', () => {
    expect(processorOf(names('eu-').relayFunction('posting'))).toBeUndefined();
    expect(processorOf(names().stuckInvoiceFunction)).toBeUndefined();
  });

  test('any dead-letter queue is of the kind and partition it was named for', () => {
    fc.assert(
      fc.property(anyPrefix, fc.array(partitionName), (prefix, partitions) => {
        for (const queue of deadLetterQueues(prefix, partitions))
          expect(deadLetterQueueOf(queue.name, prefix)).toEqual(queue);
      }),
    );
  });

  test('any queue that a function works off is no dead-letter queue', () => {
    fc.assert(
      fc.property(anyPrefix, partitionName, (prefix, partition) => {
        expect(deadLetterQueueOf(names(prefix).queue(partition), prefix)).toBeUndefined();
        expect(deadLetterQueueOf(names(prefix).relayQueue(partition), prefix)).toBeUndefined();
      }),
    );
  });
});
