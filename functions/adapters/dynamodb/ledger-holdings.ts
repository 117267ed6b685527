import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
} from '@aws-sdk/client-dynamodb';
import { atOnce } from '../../../lib/at-once.ts';
import { chunks } from '../../../lib/chunks.ts';
import { type ColdCopy, type ColdStore, factsIn } from '../../core/cold/cold-copy.ts';
import { type HeldEvent, heldEvent, identityOf, roundedAmount } from '../../core/conservation/held-event.ts';
import { isWithin } from '../../core/conservation/minute-digest.ts';
import type { LedgerHoldings, Look } from '../../core/conservation/ports.ts';
import { epochMs } from '../../core/invoice/instant.ts';
import { parseFact } from '../../core/invoice/parse-fact.ts';
import { MinuteHoldings } from '../conservation/minute-holdings.ts';
import { ledgerTable } from './ledger-table.ts';

type Item = Record<string, AttributeValue>;

/** The most keys that BatchGetItem takes. */
const keysPerCall = 100;
const callsAtOnce = 8;

/**
 * The first pause before keys that DynamoDB left out are asked for again, ms; each further one is
 * twice as long.
 */
const pauseMs = 50;
const attempts = 8;

interface LedgerTableToRead {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Where invoices are read from that were let go. */
  readonly cold: Pick<ColdStore, 'read'>;
  /** Resolves after so many milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
}

/**
 * The ledger in DynamoDB, which has no order by receipt: it is asked for the keys that the other places
 * hold of a minute, half a read unit each.
 * @param elsewhere what archive and time series hold
 */
export function dynamoLedgerHoldings(
  ledger: LedgerTableToRead,
  elsewhere: readonly Pick<MinuteHoldings, 'within'>[],
): LedgerHoldings {
  const holdings = new MinuteHoldings(async (minutes, look) => {
    // Asked in one breath, so that each place is read once.
    const places = await Promise.all(elsewhere.map((place) => place.within(minutes, look)));
    const known = new Map<string, HeldEvent>();
    for (const place of places)
      for (const events of place.values())
        for (const event of events)
          if (event.invoiceId !== '' && !known.has(identityOf(event))) known.set(identityOf(event), event);
    const held = await withCopies(ledger, known, await readEvents(ledger, known, look), look);
    return held.filter(({ receivedAt }) => isWithin(receivedAt, minutes));
  });
  return {
    digests: (minutes) => holdings.digests(minutes),
    events: (minute, look) => holdings.events(minute, look),
    async receivedAt(event) {
      const copied = await copiedEvents(ledger, [event.invoiceId]);
      const first = copied.get(identityOf(event));
      if (first) return first.receivedAt;
      const { Item: item } = await ledger.client.send(
        new GetItemCommand({ TableName: ledger.table, Key: keyOf(event), ConsistentRead: true }),
      );
      return item && receiptOf(item);
    },
  };
}

/**
 * The items of these events. The first look may miss what was written a moment ago; another one may
 * not, and costs twice as much.
 */
async function readEvents(
  ledger: LedgerTableToRead,
  known: ReadonlyMap<string, HeldEvent>,
  look: Look,
): Promise<readonly HeldEvent[]> {
  const held: HeldEvent[] = [];
  await atOnce(chunks([...known.values()], keysPerCall), callsAtOnce, async (some) => {
    const items = await readItems(ledger, some.map(keyOf), look === 'again');
    for (const item of items) {
      const event = eventOf(item, known);
      const same = known.get(identityOf(event));
      // Most are what the archive has, and need no room of their own.
      held.push(same && same.content === event.content && same.entryId === event.entryId ? same : event);
    }
  });
  return held;
}

/**
 * The events as the ledger has them: where an invoice was let go, its copy has the first acceptance,
 * whatever came since. The first look asks for copies only of what the table lacks or has otherwise.
 */
async function withCopies(
  ledger: LedgerTableToRead,
  known: ReadonlyMap<string, HeldEvent>,
  hot: readonly HeldEvent[],
  look: Look,
): Promise<readonly HeldEvent[]> {
  const certain = new Set(
    look === 'again' ? [] : hot.filter((event) => known.get(identityOf(event)) === event),
  );
  const doubtful = [...known.values()].filter((event) => !certain.has(event));
  const copied = await copiedEvents(ledger, new Set(doubtful.map(({ invoiceId }) => invoiceId)));
  if (copied.size === 0) return hot;
  const firsts = [...known.keys()].flatMap((identity) => copied.get(identity) ?? []);
  return [...hot.filter((event) => !copied.has(identityOf(event))), ...firsts];
}

/** The events in the copies of those invoices that were let go, by identity. */
async function copiedEvents(
  ledger: LedgerTableToRead,
  invoiceIds: Iterable<string>,
): Promise<ReadonlyMap<string, HeldEvent>> {
  const copied = new Map<string, HeldEvent>();
  await atOnce(chunks([...invoiceIds], keysPerCall), callsAtOnce, async (some) => {
    const keys = some.map((invoiceId) => keyOf({ invoiceId, eventKey: ledgerTable.markKey }));
    for (const item of await readItems(ledger, keys, true)) {
      const mark: ColdCopy = JSON.parse(item[ledgerTable.body]?.S ?? '');
      for (const fact of factsIn(await ledger.cold.read(mark.pack, mark), mark)) {
        const event = heldEvent(fact, roundedAmount);
        copied.set(identityOf(event), event);
      }
    }
  });
  return copied;
}

async function readItems(
  { client, table, wait }: LedgerTableToRead,
  keys: readonly Item[],
  ConsistentRead: boolean,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let rest: Item[] = [...keys];
  for (let attempt = 0; rest.length > 0; attempt += 1) {
    if (attempt === attempts) throw new Error(`DynamoDB left out ${rest.length} items of ${table} each time`);
    if (attempt > 0) await wait(pauseMs * 2 ** attempt);
    const { Responses = {}, UnprocessedKeys = {} } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: rest, ConsistentRead } } }),
    );
    items.push(...(Responses[table] ?? []));
    rest = UnprocessedKeys[table]?.Keys ?? [];
  }
  return items;
}

function keyOf({ invoiceId, eventKey }: Pick<HeldEvent, 'invoiceId' | 'eventKey'>): Item {
  return { [ledgerTable.partitionKey]: { S: invoiceId }, [ledgerTable.sortKey]: { S: eventKey } };
}

function eventOf(item: Item, known: ReadonlyMap<string, HeldEvent>): HeldEvent {
  const body = item[ledgerTable.body]?.S ?? '';
  try {
    return heldEvent(parseFact(body), roundedAmount);
  } catch {
    const invoiceId = item[ledgerTable.partitionKey]?.S ?? '';
    const eventKey = item[ledgerTable.sortKey]?.S ?? '';
    const receivedAt = known.get(identityOf({ invoiceId, eventKey }))?.receivedAt ?? 0;
    return {
      ...{ invoiceId: '', eventKey: `item ${invoiceId} ${eventKey} of the ledger` },
      ...{ receivedAt, content: body },
    };
  }
}

function receiptOf(item: Item): number | undefined {
  try {
    return epochMs(parseFact(item[ledgerTable.body]?.S ?? '').receivedAt);
  } catch {
    return undefined;
  }
}
