// floor-server.ts <data folder>: the least that accepting an event durably takes: HTTP, validation and a log
// synced per group, with nothing behind it. What the cell does is measured against what this does.
import { open } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Ajv } from 'ajv';

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('usage: floor-server.ts <data folder>');

const text = { type: 'string', minLength: 1, maxLength: 128 } as const;
const validate = new Ajv({ allErrors: true }).compile({
  type: 'object',
  required: ['eventId', 'invoiceId', 'status', 'occurredAt', 'amount', 'currency', 'vendor'],
  additionalProperties: false,
  properties: {
    eventId: { ...text, pattern: '^[!-~]+$' },
    invoiceId: { ...text, pattern: '^[!-~]+$' },
    status: text,
    occurredAt: {
      ...text,
      pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})$',
    },
    amount: { ...text, pattern: '^-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,6})?$' },
    currency: { ...text, pattern: '^[A-Z]{3}$' },
    vendor: {
      type: 'object',
      required: ['id'],
      additionalProperties: false,
      properties: { id: text, name: text, country: { ...text, pattern: '^[A-Z]{2}$' } },
    },
    paymentTerms: { type: 'object', additionalProperties: false, properties: { code: text } },
    invoiceDate: { ...text, pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
    source: {
      type: 'object',
      additionalProperties: false,
      properties: { system: text, actor: { enum: ['human', 'system'] }, correlationId: text },
    },
    attributes: { type: 'object', maxProperties: 20, additionalProperties: text },
  },
});

const log = await open(join(folder, 'floor.log'), 'a');
let group: { readonly line: string; readonly response: ServerResponse }[] = [];
let committing = false;

/** Writes and syncs whatever has come in since the last time, then answers it, until nothing is left. */
async function commit(): Promise<void> {
  if (committing) return;
  committing = true;
  while (group.length > 0) {
    const committed = group;
    group = [];
    await log.appendFile(committed.map(({ line }) => `${line}\n`).join(''));
    await log.datasync();
    for (const { response } of committed) reply(response, 202, '{"accepted":1}');
  }
  committing = false;
}

function reply(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
}

/** The events of a request: one as it is, or `{"events":[…]}`. */
function eventsOf(text: string): readonly unknown[] {
  const body = JSON.parse(text);
  return Array.isArray(body.events) ? body.events : [body];
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const line = Buffer.concat(chunks).toString('utf8');
    if (!eventsOf(line).every((event) => validate(event)))
      return reply(response, 400, '{"title":"not an event"}');
    group.push({ line, response });
    void commit();
  });
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  process.stdout.write(`${JSON.stringify({ api: `http://127.0.0.1:${port}/`, apiKey: 'none' })}\n`);
});
