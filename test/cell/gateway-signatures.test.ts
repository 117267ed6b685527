import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRestApi } from '../../emulator/gateway/definition/read-rest-api.ts';
import { loadTemplates } from '../../emulator/template/load-templates.ts';
import { CellStage } from '../../infra/cell-stage.ts';
import type { Cell } from '../../infra/cells/cell.ts';
import { cells } from '../../infra/cells/cells.ts';
import { newApp } from '../../infra/new-app.ts';
import { Sha256 } from '../../lib/sha256.ts';
import { bodyOf, type Harness, openGateway, validEvent } from './gateway-harness.ts';

const outdir = mkdtempSync(join(tmpdir(), 'signatures-'));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

const domain = 'invoices.example.com';

/** The templates of the cell `local`, were it to authenticate its clients in another way. */
function templateWith(changes: Partial<Cell>) {
  const local = cells.find(({ name }) => name === 'local');
  if (!local) throw new Error('there is no cell local');
  const certificate = 'arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d';
  const app = newApp({
    outdir: mkdtempSync(join(outdir, 'app-')),
    context: { 'aws:cdk:bundling-stacks': [], [`certificate:${domain}`]: certificate },
    builtinCloudFormationValidation: false,
  });
  const { apiKeyAloneBecause: _, ...cell } = local;
  // No cell that asks for client certificates has links in its announcements.
  const { links: __, ...alerts } = cell.alerts;
  return loadTemplates(new CellStage(app, { ...cell, alerts, ...changes }).synth().directory);
}

const accessKey = { accessKeyId: 'LOCAL01', secretAccessKey: 'a secret access key' };

describe('Given a cell whose requests are signed', () => {
  let cell: Harness;
  const host = '127.0.0.1:8787';
  const path = '/invoices/ingestion';
  const body = JSON.stringify(validEvent);

  beforeAll(async () => {
    const api = readRestApi(templateWith({ auth: 'iam' }));
    const accessKeys = new Map([[accessKey.accessKeyId, accessKey.secretAccessKey]]);
    cell = await openGateway(() => api, { accessKeys });
  });

  async function signedHeaders(
    changes: Partial<typeof accessKey> = {},
    atMs = cell.clock.now(),
    method = 'POST',
    sent: string | Buffer = body,
  ) {
    const signer = new SignatureV4({
      service: 'execute-api',
      region: 'eu-west-1',
      credentials: { ...accessKey, ...changes },
      sha256: Sha256,
    });
    const headers = { host, 'content-type': 'application/json', 'x-api-key': 'secret of demo' };
    const signed = await signer.sign(
      { protocol: 'http:', hostname: host, method, path, headers, body: sent },
      { signingDate: new Date(atMs) },
    );
    return signed.headers;
  }

  test('a signed request is accepted', async () => {
    cell.bus.forget();
    const reply = await cell.send({ path, body, headers: await signedHeaders() });
    expect(reply.status).toBe(202);
    expect(cell.bus.entries).toHaveLength(1);
  });

  test('a compressed body is signed as it is sent', async () => {
    cell.bus.forget();
    const sent = gzipSync(body);
    const post = async (signed: string | Buffer) => {
      const headers = await signedHeaders({}, cell.clock.now(), 'POST', signed);
      return cell.send({ path, body: sent, headers: { ...headers, 'content-encoding': 'gzip' } });
    };
    expect((await post(sent)).status).toBe(202);
    expect((await post(body)).status).toBe(403);
    expect(cell.bus.entries).toHaveLength(1);
  });

  test('a request that is not signed is refused on every route, with its key or without', async () => {
    cell.bus.forget();
    for (const [method, path] of [
      ['POST', '/invoices/ingestion'],
      ['POST', '/invoices/reconciliation'],
      ['POST', '/invoices/authorization'],
      ['POST', '/invoices/posting'],
      ['GET', '/invoices/i-1'],
    ] as const)
      for (const key of ['secret of demo', undefined]) {
        const reply = await cell.send({ method, path, body, headers: { 'x-api-key': key } });
        expect(reply.status).toBe(403);
        expect(reply.headers['x-amzn-errortype']).toBe('MissingAuthenticationTokenException');
        expect(bodyOf(reply)).toMatchObject({ status: 403, code: 'NOT_SIGNED' });
      }
    expect(cell.bus.entries).toEqual([]);
  });

  test('a signature of another request, another secret or another time is refused', async () => {
    cell.bus.forget();
    const now = cell.clock.now();
    const wrong = [
      { body: `${body} `, headers: await signedHeaders() },
      { body, headers: await signedHeaders({ secretAccessKey: 'another' }) },
      { body, headers: await signedHeaders({ accessKeyId: 'LOCAL02' }) },
      { body, headers: await signedHeaders({}, now - 301_000) },
    ];
    for (const { body, headers } of wrong) {
      const reply = await cell.send({ path, body, headers });
      expect(reply.status).toBe(403);
      expect(bodyOf(reply)).toMatchObject({ status: 403, code: 'INVALID_SIGNATURE' });
    }
    expect(cell.bus.entries).toEqual([]);
  });

  test('a signature does not stand for the API key', async () => {
    const headers = { ...(await signedHeaders()), 'x-api-key': undefined };
    const reply = await cell.send({ path, body, headers });
    // The key was signed too.
    expect(bodyOf(reply)).toMatchObject({ code: 'INVALID_SIGNATURE' });
  });

  test('a body that was not read whole is too large, signed or not', async () => {
    const headers = await signedHeaders();
    const reply = await cell.send({ path, body: '', headers, bodyTooLarge: true });
    expect(reply.status).toBe(413);
  });
});

describe('Given a cell that asks for client certificates', () => {
  test('the gateway refuses to serve it and says what to use instead', () => {
    const mtls = templateWith({
      auth: 'mtls',
      domain: { name: domain, trustStore: 's3://trust/clients.pem' },
    });
    expect(() => readRestApi(mtls)).toThrow(
      /\(AWS::ApiGateway::DomainName\): MutualTlsAuthentication asks for client certificates, but the emulator has no TLS.* signed requests/,
    );
  });
});
