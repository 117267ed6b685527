import { describe, expect, it } from 'vitest';
import { uniqueIds } from '../../../../emulator/messaging/ids.ts';

describe('Given makers of ids, as of two processes', () => {
  it('every id is a UUID of its own', () => {
    const makers = [uniqueIds(), uniqueIds()];
    const ids = makers.flatMap((make) => Array.from({ length: 70_000 }, make));
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids.filter((_, at) => at % 997 === 0))
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
