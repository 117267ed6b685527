import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const locked = {
  '': { version: '1.0.0' },
  'node_modules/always': { version: '2.0.0' },
  'node_modules/elsewhere': { version: '3.0.0', optional: true },
};

describe.skipIf(process.platform === 'win32')('Given packages that npm installed by hand', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bems-installed-'));
    const binary = join(folder, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin');
    for (const path of [binary, join(folder, 'scripts'), join(folder, 'bin')])
      mkdirSync(path, { recursive: true });
    writeFileSync(join(binary, 'node'), '');
    copyFileSync(join('scripts', 'node24.mjs'), join(folder, 'scripts', 'node24.mjs'));
    write('package-lock.json', { packages: locked });
    write('node_modules/.package-lock.json', {
      packages: { 'node_modules/always': { version: '2.0.0' } },
    });
    const npm = join(folder, 'bin', 'npm');
    writeFileSync(npm, `#!/bin/sh\ntouch "${join(folder, 'installed')}"\n`);
    chmodSync(npm, 0o755);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, content: unknown) =>
    writeFileSync(join(folder, name), JSON.stringify(content));

  /** Whether the project installs its packages when something is started. */
  function installs(): boolean {
    const script = pathToFileURL(join(folder, 'scripts', 'node24.mjs')).href;
    const code = `import { ensureInstalled } from ${JSON.stringify(script)}; ensureInstalled();`;
    const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      env: { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH}` },
    });
    expect(status).toBe(0);
    return existsSync(join(folder, 'installed'));
  }

  test('When they are those of the lockfile, Then they are not installed again', () => {
    expect(installs()).toBe(false);
    expect(existsSync(join(folder, 'node_modules', '.bems-lock'))).toBe(true);
  });

  test.each<[string, () => void]>([
    [
      'one is of another version',
      () =>
        write('node_modules/.package-lock.json', {
          packages: { 'node_modules/always': { version: '2.0.1' } },
        }),
    ],
    ['one is missing', () => write('node_modules/.package-lock.json', { packages: {} })],
    ['npm did not finish', () => rmSync(join(folder, 'node_modules', '.package-lock.json'))],
    [
      'the Node of this platform is missing',
      () =>
        rmSync(join(folder, 'node_modules', `node-${process.platform}-${process.arch}`), { recursive: true }),
    ],
  ])('When %s, Then they are installed again', (_, spoil) => {
    spoil();
    expect(installs()).toBe(true);
  });
});
