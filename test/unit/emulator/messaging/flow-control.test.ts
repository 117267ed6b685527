import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FlowControl, type Load, ThrottlingError } from '../../../../emulator/messaging/flow-control.ts';

/** A flow over a load that the test sets, under a clock that the test moves. */
function flowOver(load: { active: number; stored: number } & Load) {
  const clock = { ms: 0, now: () => clock.ms };
  let timers: { at: number; callback: () => void }[] = [];
  const flow = new FlowControl({
    load: () => load,
    clock,
    later: (callback, ms) => void timers.push({ at: clock.ms + ms, callback }),
  });
  const advance = async (ms: number) => {
    const end = clock.ms + ms;
    for (;;) {
      const next = timers.toSorted((a, b) => a.at - b.at)[0];
      if (!next || next.at > end) break;
      timers = timers.filter((timer) => timer !== next);
      clock.ms = next.at;
      next.callback();
      await Promise.resolve();
    }
    clock.ms = end;
  };
  return { flow, advance };
}

/** Asks for entry; tells whether it was let in or refused, once it is known. */
function ask(flow: FlowControl, entries = 1) {
  const asked = { outcome: 'waits' };
  const settle = (outcome: string) => {
    asked.outcome = outcome;
  };
  try {
    const turn = flow.admit(entries);
    if (turn) turn.then(() => settle('in')).catch((error: Error) => settle(error.name));
    else settle('in');
  } catch (error) {
    settle(error instanceof ThrottlingError ? error.name : String(error));
  }
  return asked;
}

describe('Given there is little to do', () => {
  it('lets entries in at once', () => {
    const { flow } = flowOver({ active: 2_999, stored: 2_999 });
    expect(flow.admit(10)).toBeUndefined();
  });
});

describe('Given as much to do as may be active', () => {
  const busy = { active: 3_000, stored: 3_000 };

  it('lets those who wait in when there is room, in their order, and no more than fit', async () => {
    const load = { ...busy };
    const { flow, advance } = flowOver(load);
    const asked = [ask(flow, 5), ask(flow, 5), ask(flow, 1)];
    await advance(100);
    expect(asked.map(({ outcome }) => outcome)).toEqual(['waits', 'waits', 'waits']);
    load.active = 2_996;
    await advance(5);
    expect(asked.map(({ outcome }) => outcome)).toEqual(['in', 'waits', 'waits']);
    load.active = 2_900;
    await advance(5);
    expect(asked.map(({ outcome }) => outcome)).toEqual(['in', 'in', 'in']);
  });

  it('lets nobody in before those who wait', async () => {
    const load = { ...busy };
    const { flow, advance } = flowOver(load);
    const first = ask(flow);
    load.active = 0;
    const second = ask(flow);
    expect([first.outcome, second.outcome]).toEqual(['waits', 'waits']);
    await advance(5);
    expect([first.outcome, second.outcome]).toEqual(['in', 'in']);
  });

  it('refuses what has waited for two seconds, and keeps what has not', async () => {
    const { flow, advance } = flowOver({ ...busy });
    const early = ask(flow);
    await advance(1_000);
    const late = ask(flow);
    await advance(1_000);
    expect([early.outcome, late.outcome]).toEqual(['waits', 'waits']);
    await advance(10);
    expect([early.outcome, late.outcome]).toEqual(['ThrottlingException', 'waits']);
  });

  it('refuses at once when the line is full', () => {
    const { flow } = flowOver({ ...busy });
    const waiting = Array.from({ length: 100 }, () => ask(flow, 10));
    expect(new Set(waiting.map(({ outcome }) => outcome))).toEqual(new Set(['waits']));
    expect(ask(flow).outcome).toBe('ThrottlingException');
  });
});

describe('Given as many stored messages as memory may hold', () => {
  it('refuses at once, though nothing of it is active', () => {
    const { flow } = flowOver({ active: 0, stored: 1_000_000 });
    expect(ask(flow).outcome).toBe('ThrottlingException');
  });
});

describe('Given any arrivals and departures', () => {
  it('always answers everybody, and never lets more in than there is room for', async () => {
    const steps = fc.array(
      fc.record({
        entries: fc.integer({ min: 1, max: 10 }),
        done: fc.nat(3_000),
        ms: fc.integer({ min: 0, max: 700 }),
      }),
      { maxLength: 60 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const load = { active: 0, stored: 0 };
        const { flow, advance } = flowOver(load);
        const asked: { outcome: string }[] = [];
        for (const { entries, done, ms } of all) {
          load.active = Math.max(0, load.active - done);
          // Each asks for what it would send, as often as it takes to fill the path.
          for (let ask10 = 0; ask10 < 100; ask10++) {
            const one = ask(flow, entries);
            if (one.outcome === 'in') load.active += entries;
            asked.push(one);
          }
          expect(load.active).toBeLessThan(3_000 + 10);
          await advance(ms);
        }
        await advance(5_000);
        expect(asked.filter(({ outcome }) => outcome === 'waits')).toEqual([]);
      }),
    );
  });
});
