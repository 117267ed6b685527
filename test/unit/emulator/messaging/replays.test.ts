import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Archive, openArchive } from '../../../../emulator/messaging/archive/archive.ts';
import { Replays } from '../../../../emulator/messaging/archive/replays.ts';
import { type Disk, machineDisk } from '../../../../emulator/messaging/disk.ts';
import { ThrottlingError } from '../../../../emulator/messaging/flow-control.ts';

const minute = 60_000;
const start = Date.UTC(2026, 2, 9, 10);
const request = { name: 'again', from: start, to: start + 10 * minute, rules: ['arn:rule'] };

let folder: string;
let archive: Archive;
let clock: { ms: number; now: () => number };
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replays-test-'));
  clock = { ms: start, now: () => clock.ms };
  archive = await openArchive({ folder: join(folder, 'archive'), retentionDays: 0, clock });
  for (let at = 0; at < 12; at++) {
    const time = start + at * minute + 59_999;
    clock.ms = time + 20;
    await archive.append([JSON.stringify({ id: `e-${at}`, time: new Date(time).toISOString() })]);
  }
});
afterEach(async () => {
  await archive.close();
  await rm(folder, { recursive: true });
});

/** Replays over the folder, and what they put on the bus. */
function opened(onReplay: (ids: readonly string[]) => void = () => {}, disk: Disk = machineDisk) {
  const put: { id: string; 'replay-name': string }[] = [];
  const rules = new Set<string>();
  const bus = {
    async replay(events: readonly string[], arns: readonly string[]) {
      const parsed = events.map((text) => JSON.parse(text));
      onReplay(parsed.map(({ id }) => id));
      put.push(...parsed);
      for (const arn of arns) rules.add(arn);
    },
  };
  const replays = new Replays({ path: join(folder, 'replays.json'), archive, bus, clock, disk });
  replays.resume();
  return { replays, put, rules, ids: () => put.map(({ id }) => id) };
}

async function ended(replays: Replays, name = 'again') {
  await vi.waitFor(() => expect(replays.describe(name)?.endedAt).toBeDefined(), 10_000);
  return replays.describe(name);
}

describe('Given an archive of an event a minute', () => {
  test('When a span is replayed, Then the events of that time go to the rules, marked', async () => {
    const { replays, put, rules, ids } = opened();
    await replays.start({ ...request, from: start + minute, to: start + 3 * minute });
    expect(await ended(replays)).toMatchObject({
      state: 'COMPLETED',
      lastReplayedAt: start + 2 * minute + 59_999,
    });
    expect(ids()).toEqual(['e-1', 'e-2']);
    expect(put.every((event) => event['replay-name'] === 'again')).toBe(true);
    expect([...rules]).toEqual(['arn:rule']);
    await replays.stop();
  });

  test('When the process ends in the middle, Then the next one goes on from that minute', async () => {
    const first = opened((ids) => {
      if (ids.includes('e-4')) void first.replays.stop();
    });
    await first.replays.start(request);
    await vi.waitFor(() => expect(first.ids()).toContain('e-4'), 10_000);
    await first.replays.stop();
    expect(first.replays.describe('again')?.state).toBe('RUNNING');

    const second = opened();
    await ended(second.replays);
    expect(second.ids().at(0)).toMatch(/^e-[45]$/);
    expect(new Set([...first.ids(), ...second.ids()]).size).toBe(10);
    await second.replays.stop();
  });

  test('When the bus is busy, Then it is asked again and nothing is left out', async () => {
    let refusals = 1;
    const { replays, ids } = opened(() => {
      if (refusals-- > 0) throw new ThrottlingError('busy');
    });
    await replays.start(request);
    expect((await ended(replays))?.state).toBe('COMPLETED');
    expect(ids()).toHaveLength(10);
    await replays.stop();
  });

  test('When the bus fails, Then the replay has failed and says why', async () => {
    const { replays } = opened(() => {
      throw new Error('the disk is full');
    });
    await replays.start(request);
    expect(await ended(replays)).toMatchObject({ state: 'FAILED', stateReason: 'the disk is full' });
    await replays.stop();
  });

  test('When it is cancelled, Then it ends where it is, and cannot be cancelled again', async () => {
    const { replays, ids } = opened((replayed) => {
      if (replayed.includes('e-2')) void replays.cancel('again');
    });
    await replays.start(request);
    expect((await ended(replays))?.state).toBe('CANCELLED');
    expect(ids().length).toBeLessThan(10);
    await expect(replays.cancel('again')).rejects.toMatchObject({ name: 'IllegalStatusException' });
    await replays.stop();
  });

  test.each([
    ['a name that is taken', {}, 'ResourceAlreadyExistsException'],
    ['a name with a space', { name: 'a b' }, 'ValidationException'],
    ['a span that ends where it starts', { name: 'other', to: start }, 'ValidationException'],
  ])('When %s is given, Then the start is refused', async (_, change, name) => {
    const { replays } = opened();
    await replays.start(request);
    await expect(replays.start({ ...request, ...change })).rejects.toMatchObject({ name });
    await replays.stop();
  });

  test('When ten are at work, Then an eleventh is refused; an unknown one is not found', async () => {
    const { replays } = opened();
    await replays.stop();
    for (let at = 0; at < 10; at++) await replays.start({ ...request, name: `r-${at}` });
    await expect(replays.start(request)).rejects.toMatchObject({ name: 'LimitExceededException' });
    await expect(replays.cancel('again')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('Given a disk that takes nothing for a while', () => {
  function failingDisk() {
    const state = { isFull: true };
    const disk: Disk = {
      ...machineDisk,
      rename(from, to) {
        if (state.isFull) throw new Error('ENOSPC: no space left on device');
        machineDisk.rename(from, to);
      },
    };
    return { state, disk };
  }

  test('When a replay is started, Then it is refused, and can be started later', async () => {
    const { state, disk } = failingDisk();
    const { replays, ids } = opened(() => {}, disk);
    await expect(replays.start(request)).rejects.toThrow('ENOSPC');
    expect(replays.describe('again')).toBeUndefined();
    state.isFull = false;
    await replays.start(request);
    expect(await ended(replays)).toMatchObject({ state: 'COMPLETED' });
    expect(ids()).toHaveLength(10);
    await replays.stop();
  });

  test('When it fills in the middle, Then the next process goes on', async () => {
    const { state, disk } = failingDisk();
    state.isFull = false;
    const first = opened((ids) => {
      state.isFull = ids.includes('e-4');
    }, disk);
    await first.replays.start(request);
    await vi.waitFor(() => expect(first.ids()).toContain('e-4'), 10_000);
    await first.replays.stop();

    const second = opened();
    expect(await ended(second.replays)).toMatchObject({ state: 'COMPLETED' });
    expect(new Set([...first.ids(), ...second.ids()]).size).toBe(10);
    await second.replays.stop();
  });
});
