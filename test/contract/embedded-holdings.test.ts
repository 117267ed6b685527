import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { archiveLine, pathOfDay } from '../../emulator/messaging/archive/reader.ts';
import { factKey } from '../../functions/core/invoice/fact.ts';
import { epochMs } from '../../functions/core/invoice/instant.ts';
import { measureRecords } from '../../functions/core/measures/records.ts';
import { archiveHoldings } from '../../local/conservation/archive-holdings.ts';
import { openLedgerHoldings } from '../../local/conservation/ledger-holdings.ts';
import { openSqliteLedger } from '../../local/ledger/sqlite-ledger.ts';
import { openDuckDbTimeSeries } from '../../local/time-series/duckdb-time-series.ts';
import { holdingsContract } from './holdings.suite.ts';

holdingsContract('the files of a local cell', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bems-holdings-'));
  const archiveFolder = join(folder, 'archive');
  mkdirSync(archiveFolder);
  const path = join(folder, 'ledger.sqlite');
  const ledger = openSqliteLedger({ path });
  const timeSeries = await openDuckDbTimeSeries({ path: join(folder, 'time-series.duckdb') });
  const holdings = openLedgerHoldings({ ledger: path, receipts: join(folder, 'receipts.sqlite') });
  return {
    archive: archiveHoldings(archiveFolder),
    timeSeries: timeSeries.holdings,
    ledger: {
      ...holdings,
      async receivedAt({ invoiceId, eventKey }) {
        const fact = (await ledger.facts(invoiceId)).find((each) => factKey(each) === eventKey);
        return fact && epochMs(fact.receivedAt);
      },
    },
    async take(texts) {
      for (const text of texts) {
        const at = JSON.parse(text).time;
        appendFileSync(pathOfDay(archiveFolder, at.slice(0, 10)), archiveLine(at, text));
      }
    },
    async store(facts) {
      for (const fact of facts) await ledger.append(fact);
    },
    async show(facts) {
      await timeSeries.write(facts.flatMap((fact) => measureRecords([fact])));
    },
    async tear({ entryId }) {
      const db = new DatabaseSync(path);
      db.prepare("UPDATE facts SET body = 'torn' WHERE body LIKE ?").run(`%"${entryId}"%`);
      db.close();
    },
    async close() {
      holdings.close();
      await ledger.close();
      await timeSeries.close();
      rmSync(folder, { recursive: true });
    },
  };
});
