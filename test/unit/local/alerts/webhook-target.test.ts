import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { Announcement } from '../../../../functions/core/ports.ts';
import { webhookTarget } from '../../../../local/alerts/webhook-target.ts';

const secret = 'shared';
const announcement: Announcement = {
  time: '2026-03-10T12:00:00.000Z',
  ...{ key: 'path#operations#1#first#critical', alert: 'path', kind: 'first', severity: 'critical' },
  ...{ contact: 'operations', subject: 'CRITICAL: local: Events become visible late', text: 'Ünicode.' },
};

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A receiver that answers with these, one after the other; the last one stays. `hang` answers never. */
async function receiver(...answers: readonly (number | 'hang')[]) {
  const requests: { headers: IncomingHttpHeaders; body: string }[] = [];
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    requests.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    const answer = answers[Math.min(requests.length, answers.length) - 1] ?? 204;
    if (answer !== 'hang') response.writeHead(answer, { location: 'http://127.0.0.1:1/' }).end();
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/alerts?team=finance`;
  const clock = { now: () => Date.parse('2026-03-10T12:00:00Z') };
  return { requests, target: webhookTarget({ url, secret, clock, timeoutMs: 300, pausesMs: [1, 1] }) };
}

describe('Given a webhook', () => {
  test('When an announcement is made, Then it is POSTed once, signed with its time', async () => {
    const { requests, target } = await receiver(204);
    await target.deliver(announcement);
    expect(requests).toHaveLength(1);
    const [{ headers, body } = { headers: {}, body: '' }] = requests;
    expect(JSON.parse(body)).toEqual(announcement);
    expect(headers['content-type']).toBe('application/json');
    expect(headers['idempotency-key']).toBe('path#operations#1#first#critical#operations');
    const seconds = Date.parse('2026-03-10T12:00:00Z') / 1000;
    const expected = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
    expect(headers['bems-signature']).toBe(`t=${seconds},v1=${expected}`);
  });

  test.each([[503], [429], [500]])('When it answers %i, Then it is asked again', async (status) => {
    const { requests, target } = await receiver(status, status, 200);
    await target.deliver(announcement);
    expect(requests).toHaveLength(3);
    expect(new Set(requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  });

  test('When it never takes it, Then the target fails after the last attempt', async () => {
    const { requests, target } = await receiver(503);
    await expect(target.deliver(announcement)).rejects.toMatchObject({ code: 'WEBHOOK_FAILED' });
    expect(requests).toHaveLength(3);
  });

  test.each([[400], [410], [302]])('When it answers %i, Then it is not asked again', async (status) => {
    const { requests, target } = await receiver(status);
    await expect(target.deliver(announcement)).rejects.toMatchObject({ code: 'WEBHOOK_FAILED' });
    expect(requests).toHaveLength(1);
  });

  test('When it does not answer, Then the attempt ends and the next one counts', async () => {
    const { target } = await receiver('hang', 200);
    await target.deliver(announcement);
  });

  test('When nobody listens, Then the target fails, and says where without the path', async () => {
    const clock = { now: () => 0 };
    const target = webhookTarget({ url: 'http://127.0.0.1:1/secret-path', secret, clock, pausesMs: [] });
    const failure = await target.deliver(announcement).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'WEBHOOK_FAILED' });
    expect(String(failure)).not.toContain('secret-path');
  });
});
