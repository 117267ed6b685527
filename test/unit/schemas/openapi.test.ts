import swaggerParser from '@apidevtools/swagger-parser';
import { describe, expect, test } from 'vitest';
import { openApiDocument } from '../../../schemas/openapi.ts';

describe('Given the description of the API', () => {
  test('When a validator reads it, Then it is valid OpenAPI', async () => {
    const document = JSON.parse(
      JSON.stringify(openApiDocument({ serverUrl: 'http://127.0.0.1:8787', cell: 'local' })),
    );
    await expect(swaggerParser.validate(document)).resolves.toBeDefined();
  });

  test('When its routes are listed, Then they are the four stages and the history', () => {
    expect(Object.keys(openApiDocument().paths)).toEqual([
      '/invoices/ingestion',
      '/invoices/reconciliation',
      '/invoices/authorization',
      '/invoices/posting',
      '/invoices/{invoiceId}',
    ]);
  });

  test('When neither address nor cell is known, Then it does without', () => {
    expect(openApiDocument()).not.toHaveProperty('servers');
  });
});
