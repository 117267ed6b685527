import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildConsole } from '../../local/server/build-console.ts';

describe('The built console', () => {
  let cache: string;
  beforeAll(async () => {
    cache = await mkdtemp(join(tmpdir(), 'bems-console-'));
  });
  afterAll(() => rm(cache, { recursive: true }));

  it('builds the same sources once, however many cells start together or later', async () => {
    const [first, second] = await Promise.all([buildConsole(cache), buildConsole(cache)]);
    const built = await stat(join(first, 'index.html'));
    expect(second).toBe(first);
    expect(await buildConsole(cache)).toBe(first);
    expect((await stat(join(first, 'index.html'))).mtimeMs).toBe(built.mtimeMs);
    expect(await readdir(cache)).toHaveLength(1);
  });

  it('has every file that its page names, and none from elsewhere', async () => {
    const folder = await buildConsole(cache);
    const page = await readFile(join(folder, 'index.html'), 'utf8');
    const named = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(named.length).toBeGreaterThan(2);
    for (const address of named) {
      expect(address).toMatch(/^\/console\//);
      expect(existsSync(join(folder, address.replace('/console/', '')))).toBe(true);
    }
  });
});
