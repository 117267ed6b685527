import { describe, expect, test } from 'vitest';
import { within } from '../../../lib/within.ts';

const late = () => new Error('late');

describe('Given work that may take so long', () => {
  test('When it ends in time, Then its result or its error is passed on', async () => {
    await expect(within(60_000, Promise.resolve(7), late)).resolves.toBe(7);
    await expect(within(60_000, Promise.reject(new Error('broken')), late)).rejects.toThrow('broken');
  });

  test('When it never ends, Then the caller gets the error for that', async () => {
    await expect(within(1, new Promise(() => {}), late)).rejects.toThrow('late');
  });
});
