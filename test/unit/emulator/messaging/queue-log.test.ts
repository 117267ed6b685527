import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { Journal, type JournalRecord } from '../../../../emulator/messaging/journal.ts';
import { Queue, type QueueContext } from '../../../../emulator/messaging/queue.ts';
import { crashed, QueueReplay, snapshotOf } from '../../../../emulator/messaging/queue-log.ts';
import { sized } from '../../../long-run.ts';
import { queueSettings, queueWorld, sendTo } from './queue-world.ts';

/** A relay and a FIFO queue, each with its dead letters, as a cell has them. */
function pathQueues(context: QueueContext): readonly Queue[] {
  return ['relay', 'ledger.fifo'].flatMap((name) => {
    const deadLetters = new Queue(queueSettings(`dead-${name}`), context);
    const queue = new Queue(queueSettings(name, { maxReceiveCount: 2 }), context);
    queue.deadLetterQueue = deadLetters;
    return [queue, deadLetters];
  });
}

/** What a cell that starts on these records puts on its queues. */
function restored(records: Iterable<JournalRecord>, context: QueueContext): readonly Queue[] {
  const replay = new QueueReplay();
  for (const record of records) replay.replay(record);
  replay.replay(crashed);
  const queues = pathQueues(context);
  for (const queue of queues) replay.restoreInto(queue);
  return queues;
}

const stateOf = (queues: readonly Queue[]) =>
  queues.map((queue) => ({
    name: queue.settings.name,
    counters: { ...queue.counters },
    messages: queue.messages().map((message) => ({ ...message, hiddenOnPurpose: undefined })),
  }));

/** A message whose timeout has ended waits again: until when it was hidden means nothing any more. */
function withoutPast(state: ReturnType<typeof stateOf>, now: number) {
  return state.map((queue) => ({
    ...queue,
    messages: queue.messages.map((message) => ({
      ...message,
      visibleAt: Math.max(message.visibleAt, now),
    })),
  }));
}

const anyStep = fc.oneof(
  fc.record({ do: fc.constant('send' as const), queue: fc.nat(1), group: fc.constantFrom('a', 'b', 'c') }),
  fc.record({ do: fc.constant('receive' as const), queue: fc.nat(1), most: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ do: fc.constant('finish' as const), which: fc.nat() }),
  fc.record({ do: fc.constant('hide' as const), which: fc.nat(), seconds: fc.constantFrom(0, 60) }),
  fc.record({ do: fc.constant('redrive' as const), queue: fc.nat(1), which: fc.nat() }),
  fc.record({ do: fc.constant('discard' as const), queue: fc.nat(1), which: fc.nat() }),
  fc.record({ do: fc.constant('wait' as const) }),
  fc.record({ do: fc.constant('rewrite' as const), most: fc.nat(5) }),
);
type Step = typeof anyStep extends fc.Arbitrary<infer S> ? S : never;

/** A journal in memory that is rewritten as `Journal` does it: batches and slices of the snapshot by turns. */
class RewrittenLog {
  standing: JournalRecord[] = [];
  #next: { records: JournalRecord[]; snapshot: Iterator<JournalRecord> } | undefined;

  append(record: JournalRecord): void {
    this.standing.push(record);
    this.#next?.records.push(record);
  }

  get isRewriting(): boolean {
    return this.#next !== undefined;
  }

  rewrite(queues: readonly Queue[], most: number): void {
    this.#next ??= { records: [], snapshot: snapshotOf(queues) };
    const { records, snapshot } = this.#next;
    for (let taken = 0; taken < most; taken++) {
      const { done, value } = snapshot.next();
      if (done) {
        this.standing = records;
        this.#next = undefined;
        return;
      }
      records.push(value);
    }
  }
}

function run(steps: readonly Step[]) {
  const log = new RewrittenLog();
  const { clock, context } = queueWorld((record) => log.append(record));
  const queues = pathQueues(context);
  const held: { queue: Queue; message: ReturnType<Queue['receive']>[number] }[] = [];
  let sent = 0;
  for (const step of steps) {
    if (step.do === 'rewrite') log.rewrite(queues, step.most);
    else if (step.do === 'wait') {
      clock.ms += 30_000;
      for (const queue of queues) queue.expire();
    } else if (step.do === 'send' || step.do === 'receive') {
      const queue = queues[2 * step.queue];
      if (!queue) throw new Error('no such queue');
      if (step.do === 'send') sendTo(queue, `body ${++sent}`, step.group);
      else held.push(...queue.receive(step.most).map((message) => ({ queue, message })));
    } else if (step.do === 'redrive' || step.do === 'discard') {
      const [queue, deadLetters] = queues.slice(2 * step.queue);
      const messages = deadLetters?.messages() ?? [];
      const message = messages[step.which % Math.max(1, messages.length)];
      if (!queue || !deadLetters || !message) continue;
      if (step.do === 'redrive') deadLetters.redrive(message, { ...message, attributes: undefined }, [queue]);
      else deadLetters.discard(message);
    } else {
      const [{ queue, message } = {}] = held.splice(step.which % Math.max(1, held.length), 1);
      if (!queue || !message) continue;
      if (step.do === 'finish') queue.delete([message]);
      else queue.changeVisibility(message, step.seconds);
    }
  }
  if (log.isRewriting) log.rewrite(queues, Number.POSITIVE_INFINITY);
  return { log, queues, clock, context };
}

/** Enough for each kind of step to meet every other one in the middle of a rewrite. */
const numRuns = 500;

describe('Given any use of queues while their segment is rewritten bit by bit', () => {
  it('restores what the queues held', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 150, size: 'max' }), (steps) => {
        const { log, queues, clock, context } = run(steps);
        const before = withoutPast(stateOf(queues), clock.ms);
        expect(withoutPast(stateOf(restored(log.standing, context)), clock.ms)).toEqual(before);
      }),
      { numRuns },
    );
  });
});

describe('Given the records of an earlier version', () => {
  const { clock, context } = queueWorld();
  const record = (...header: readonly unknown[]): JournalRecord => ({
    header,
    body:
      header[0] === 'sent' || header[0] === 'kept'
        ? `body of ${header[0] === 'sent' ? header[2] : header[5]}`
        : '',
  });
  const attributes = { stage: { Type: 'String', Value: 'received' } };

  it('restores what they tell', () => {
    const queues = restored(
      [
        record('counted', 'relay', 7, 6),
        record('kept', 'relay', 1, 900_000, 0, 3, 'id 3', 800_000, 0, 0, 0),
        record('sent', 'ledger.fifo', 4, 'id 4', 900_001, 'group', 'dedup 4', attributes),
        record('sent', 'ledger.fifo', 5, 'id 5', 900_002, 'group', 'dedup 5', attributes),
        record('sent', 'ledger.fifo', 6, 'id 6', 900_003, 'other', 'dedup 6', 0),
        record('received', 'ledger.fifo', 900_004, 4, 6),
        record('restarted'),
        record('received', 'ledger.fifo', 900_005, 4, 6),
        record('deleted', 'ledger.fifo', 4),
        record('hidden', 'ledger.fifo', 6, clock.ms + 60_000),
        record('received', 'relay', 900_006, 3),
        record('moved', 'relay', 3, 'dead-relay', 7),
      ],
      context,
    );

    expect(stateOf(queues)).toMatchObject([
      { name: 'relay', counters: { sent: 7, deleted: 6 }, messages: [] },
      {
        name: 'dead-relay',
        messages: [{ sequence: 7, id: 'id 3', body: 'body of 3', sentAt: 800_000, receiveCount: 0 }],
      },
      {
        name: 'ledger.fifo',
        counters: { sent: 3, deleted: 1 },
        messages: [
          { sequence: 5, groupId: 'group', deduplicationId: 'dedup 5', attributes, receiveCount: 0 },
          { sequence: 6, firstReceivedAt: 900_004, receiveCount: 1, visibleAt: clock.ms + 60_000 },
        ],
      },
      { name: 'dead-ledger.fifo', messages: [] },
    ]);
  });
});

const inFlight = sized(5_000, 50_000);

describe(`Given ${inFlight} messages in flight and a segment that was rewritten on the way`, () => {
  const folders: string[] = [];
  const newFolder = () => {
    const folder = mkdtempSync(join(tmpdir(), 'bems-queue-log-'));
    folders.push(folder);
    return folder;
  };
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  it('has every one of them as it was after a kill and after a clean stop', async () => {
    const folder = newFolder();
    let queues: readonly Queue[] = [];
    const snapshot = () => snapshotOf(queues);
    const options = { segmentBytes: 40 * inFlight, sliceBytes: 2 * inFlight };
    const journal = Journal.open({ folder, snapshot, ...options }, () => {});
    const { clock, context } = queueWorld(({ header, body }) => journal.append(header, body));
    queues = pathQueues(context);
    const [relay, , ledger] = queues;
    if (!relay || !ledger) throw new Error('no queues');
    const text = 'x'.repeat(200);
    for (let i = 0; i < 0.54 * inFlight; i++) {
      relay.send({ body: `${i} ${text}` });
      ledger.send({ body: `${i} ${text}`, groupId: `g${i % (0.18 * inFlight)}`, deduplicationId: `d${i}` });
      if (i % 27 === 0) {
        relay.delete(relay.receive(2));
        for (const message of ledger.receive(3)) ledger.changeVisibility(message, i % 2 === 0 ? 0 : 3_600);
      }
      if (i % 270 === 0) await journal.flushed();
    }
    await journal.flushed();
    const before = withoutPast(stateOf(queues), clock.ms);
    expect(before.flatMap(({ messages }) => messages).length).toBeGreaterThan(inFlight);

    const stateAfter = (stopped: string) => {
      const records: JournalRecord[] = [];
      const again = Journal.open({ folder: stopped, snapshot: () => [] }, (record) => records.push(record));
      return again.close().then(() => withoutPast(stateOf(restored(records, context)), clock.ms));
    };
    const killed = newFolder();
    cpSync(folder, killed, { recursive: true });
    expect(await stateAfter(killed)).toEqual(before);
    await journal.compact();
    await journal.close();
    expect(await stateAfter(folder)).toEqual(before);
  });
});
