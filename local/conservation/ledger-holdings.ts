import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type HeldEvent, heldEvent } from '../../functions/core/conservation/held-event.ts';
import { MinuteDigests, type Minutes, minuteMs } from '../../functions/core/conservation/minute-digest.ts';
import type { Holdings } from '../../functions/core/conservation/ports.ts';
import { parseFact } from '../../functions/core/invoice/parse-fact.ts';
import { openColdFacts } from '../ledger/cold-facts.ts';
import { openReceipts } from './receipts.ts';

/** The facts of the ledger's file, as they are on disk, by minute. */
export interface LedgerFileHoldings extends Holdings {
  /** Enters facts that were stored meanwhile. @returns whether there may be more */
  catchUp(): boolean;
  close(): void;
}

/**
 * Reads the ledger of a cell beside the thread that writes it.
 * @param paths the ledger's file, and where to keep which facts were received when
 */
export function openLedgerHoldings(paths: {
  readonly ledger: string;
  readonly receipts: string;
}): LedgerFileHoldings {
  const ledger = new DatabaseSync(paths.ledger, { readOnly: true });
  const receipts = openReceipts(paths.receipts, ledger);
  // One statement for many: between two, the writer makes all pages that were read before worthless.
  const bodiesOf = ledger.prepare('SELECT facts.id, body FROM json_each(?) JOIN facts ON facts.id = value');

  const coldFacts = openColdFacts(ledger, dirname(paths.ledger));
  const readFact = (body: string, id: number, minute: number): HeldEvent => {
    try {
      return heldEvent(parseFact(coldFacts.textOf(body)));
    } catch {
      return { invoiceId: '', eventKey: `row ${id} of the ledger`, receivedAt: minute, content: body };
    }
  };

  function* eventsOf(minute: number): Generator<HeldEvent> {
    for (const ids of receipts.factsOf(minute))
      for (const { id, body } of bodiesOf.all(JSON.stringify(ids)))
        yield readFact(String(body), Number(id), minute);
  }
  const catchUpWholly = () => {
    while (receipts.enterSlice());
  };

  return {
    catchUp: receipts.enterSlice,
    async digests({ from, to }: Minutes) {
      catchUpWholly();
      const digests = new MinuteDigests();
      for (let minute = from; minute < to; minute += minuteMs)
        for (const event of eventsOf(minute)) digests.add(event);
      return digests.list();
    },
    async events(minute) {
      catchUpWholly();
      return [...eventsOf(minute)];
    },
    close() {
      receipts.close();
      ledger.close();
    },
  };
}
