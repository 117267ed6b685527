import { factKey } from '../../../functions/core/invoice/fact.ts';
import type { DueCalls, Ports } from '../../../functions/core/ports.ts';
import type { Bug } from '../bug.ts';

/** Mistakes about calls to downstreams. */
export const downstreamBugs: readonly Bug[] = [
  {
    name: 'hand-over-errors-swallowed',
    mistake: 'A processor goes on when the queue to the downstream did not take an event.',
    client: ({ dueCalls }) => ({
      dueCalls: eachOf(dueCalls, ({ since, add }) => ({ since, add: (due) => add(due).catch(() => {}) })),
    }),
  },
  {
    name: 'present-means-handed-over',
    mistake: 'A fact that is in the ledger already is not handed over: whoever stored it has done so.',
    client({ ledger, dueCalls }) {
      const appended = new Set<string>();
      return {
        ledger: {
          ...ledger,
          async append(fact, text) {
            const outcome = await ledger.append(fact, text);
            if (outcome === 'appended') appended.add(factKey(fact));
            return outcome;
          },
        },
        dueCalls: eachOf(dueCalls, ({ since, add }) => ({
          since,
          add: (due) => add(due.filter((each) => appended.has(factKey(each)))),
        })),
      };
    },
  },
  {
    name: 'noted-before-called',
    mistake: 'A call is noted as made, and then made.',
    client: ({ onceCalled }) => ({
      async onceCalled(key, act) {
        const outcome = await onceCalled(key, async () => {});
        if (outcome === 'done') await act();
        return outcome;
      },
    }),
  },
  {
    name: 'never-noted',
    mistake: 'A call is made whenever its message comes.',
    client: () => ({
      async onceCalled(_, act) {
        await act();
        return 'done';
      },
    }),
  },
  {
    name: 'any-answer-will-do',
    mistake: 'A call counts as made whatever the answer was.',
    client: ({ downstreamCalls }) => ({
      downstreamCalls: {
        async post(request) {
          await downstreamCalls.post(request);
          return { status: 200 };
        },
      },
    }),
  },
  {
    name: 'time-in-the-body',
    mistake: 'The body says when the call was made, so that a repeat is another one.',
    client({ downstreamCalls, clock }) {
      return {
        downstreamCalls: {
          post: (request) => downstreamCalls.post({ ...request, body: `${request.body}${clock.now()}` }),
        },
      };
    },
  },
];

function eachOf(dueCalls: Ports['dueCalls'], change: (calls: DueCalls) => DueCalls): Ports['dueCalls'] {
  return Object.fromEntries(Object.entries(dueCalls).map(([stage, calls]) => [stage, change(calls)]));
}
