import { join } from 'node:path';
import type { RunningCell } from '../../local/cell.ts';
import { operatorKeyFile } from '../../local/operator-key.ts';
import type { SelfFeed } from '../demo/self-feed.ts';

/**
 * What `bems up` prints when the cell is ready: where everything is, and a first event to paste.
 */
export function readyText(
  cell: Pick<RunningCell, 'api' | 'apiKey' | 'console'>,
  options: { readonly dataDir: string; readonly demo: SelfFeed | undefined },
  nowMs: number,
): string {
  return [
    'The cell is ready. Ctrl-C stops it; nothing is lost.',
    ...(options.demo ? demoLines(options.demo) : []),
    '',
    `  Data          ${options.dataDir}`,
    `  API           ${cell.api}`,
    `  API key       ${cell.apiKey}`,
    `  Operator key  in ${join(options.dataDir, operatorKeyFile)}`,
    `  Console       ${cell.console}`,
    '',
    'A first event of your own:',
    '',
    curlLine(cell.api, cell.apiKey, nowMs),
  ].join('\n');
}

function demoLines({ loads }: SelfFeed): readonly string[] {
  if (!loads) return ['A demo feed sends generated invoices; --no-demo leaves it out.'];
  return [
    'Generated invoices of the last 13 months are loading in the background, for half a minute or so,',
    'and a demo feed sends new ones meanwhile; --no-demo leaves both out.',
  ];
}

/** A command that POSTs one event, quoted for a shell. */
export function curlLine(api: string, apiKey: string, nowMs: number): string {
  const occurredAt = new Date(nowMs).toISOString();
  const event = {
    eventId: `first-${nowMs.toString(36)}`,
    invoiceId: 'INV-FIRST',
    status: 'received',
    occurredAt,
    amount: '1250.00',
    currency: 'EUR',
    vendor: { id: 'V-10001' },
    paymentTerms: { code: '2/10 NET30' },
    invoiceDate: occurredAt.slice(0, 10),
  };
  return `curl -i ${api}/invoices/ingestion -H 'x-api-key: ${apiKey}' -H 'content-type: application/json' -d '${JSON.stringify(event)}'`;
}
