import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import type { Replays } from '../../functions/core/replays.ts';

const selection = {
  from: '2026-11-20T10:00:00.000Z',
  to: '2026-11-20T11:00:00.000Z',
  rules: ['invoice-ingestion'],
};

interface Opened {
  readonly replays: Replays;
  close(): Promise<void>;
}

/** What every implementation of the port does. */
export function replaysContract(
  name: string,
  open: () => Promise<Opened>,
  { endsForGood = true }: { readonly endsForGood?: boolean } = {},
): void {
  describe(`Replays: ${name}`, () => {
    let opened: Opened | undefined;
    afterEach(() => opened?.close());
    const start = async () => {
      opened = await open();
      // A Region has one name space for all replays.
      return { replays: opened.replays, one: `replay-${randomUUID()}` };
    };

    test('When one is started, Then it is found with what it was asked for', async () => {
      const { replays, one } = await start();
      expect(await replays.start(one, selection)).toBe(true);
      const { from, to } = selection;
      expect(await replays.find(one)).toMatchObject({ name: one, from, to });
    });

    test('When the name is taken, Then nothing is started', async () => {
      const { replays, one } = await start();
      await replays.start(one, selection);
      expect(await replays.start(one, { ...selection, to: '2026-11-20T10:30:00.000Z' })).toBe(false);
      expect(await replays.find(one)).toMatchObject({ to: selection.to });
    });

    test('When there is none of the name, Then none is found, and none cancelled', async () => {
      const { replays } = await start();
      expect(await replays.find('none')).toBeUndefined();
      expect(await replays.cancel('none')).toBe(false);
    });

    test.runIf(endsForGood)('When it is over, Then it cannot be cancelled', async () => {
      const { replays, one } = await start();
      await replays.start(one, selection);
      await expect.poll(async () => (await replays.find(one))?.state).toBe('completed');
      expect(await replays.cancel(one)).toBe(false);
    });
  });
}
