import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteLedger } from '../../local/adapters/sqlite-ledger.ts';
import { ledgerContract } from './ledger.suite.ts';

ledgerContract('The SQLite file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bems-ledger-'));
  const ledger = openSqliteLedger({ path: join(folder, 'ledger.db') });
  return {
    ledger,
    async close() {
      await ledger.close();
      await rm(folder, { recursive: true });
    },
  };
});
