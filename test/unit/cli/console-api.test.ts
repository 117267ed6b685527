import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConsoleApi } from '../../../cli/http/console-api.ts';
import { operatorKey, startConsole } from '../local/console-harness.ts';
import { instantTiming } from './fake-cell.ts';

let served: Awaited<ReturnType<typeof startConsole>>;
beforeAll(async () => {
  served = await startConsole();
});
afterAll(() => served.close());

function client(key: string | undefined): ConsoleApi {
  const address = { api: served.origin, console: `${served.origin}/console/`, operatorKey: key };
  return new ConsoleApi(address, instantTiming());
}

describe('Given the command and a local cell', () => {
  test('When its key is right, Then it reads and acts', async () => {
    const query = new URLSearchParams({ of: 'today' });
    expect(await client(operatorKey).read('notes', query)).toEqual({ notes: [] });
    expect(await client(operatorKey).act('notes', { text: 'a' })).toEqual({ noted: 'a' });
  });

  test.each([
    ['no key', undefined, 'NO_OPERATOR_KEY'],
    ['another key', 'wrong', 'OPERATOR_KEY_WRONG'],
  ])('When it has %s, Then it says where the right one is, and not which it had', async (_, key, code) => {
    const refused = client(key).act('notes', { text: 'a' });
    await expect(refused).rejects.toMatchObject({
      code,
      exitCode: 3,
      message: expect.not.stringContaining('wrong'),
      next: expect.stringContaining('operator-key.json'),
    });
  });

  test('When it has no key, Then it still reads what everybody may', async () => {
    expect(await client(undefined).read('status')).toMatchObject({ cell: 'local' });
  });

  test('When a body is refused, Then the bad field is named', async () => {
    await expect(client(operatorKey).act('notes', {})).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      exitCode: 2,
      message: expect.stringContaining("must have required property 'text'"),
    });
  });

  test('When the cell keeps saying "not now", Then it gives up after a while', async () => {
    await expect(client(operatorKey).act('busy', {})).rejects.toMatchObject({ code: 'CELL_BUSY' });
  });
});
