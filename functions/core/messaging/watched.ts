import type { Ledger, TimeSeries, Topics } from '../ports.ts';
import type { Breaker } from './breaker.ts';
import { failureClassOf } from './failures.ts';

/** The call, with its outcome told to the breaker. A refusal for good is an answer too. */
function watched<Args extends readonly unknown[], Result>(
  breaker: Breaker,
  call: (...args: Args) => Promise<Result>,
): (...args: Args) => Promise<Result> {
  return (...args) =>
    call(...args).then(
      (result) => {
        breaker.succeeded();
        return result;
      },
      (error: unknown) => {
        if (failureClassOf(error) === 'transient') breaker.failed();
        else breaker.succeeded();
        throw error;
      },
    );
}

/** A ledger whose appends, reads and heads tell the breaker whether it is there. */
export function watchedLedger(ledger: Ledger, breaker: Breaker): Ledger {
  return {
    ...ledger,
    append: watched(breaker, ledger.append),
    facts: watched(breaker, ledger.facts),
    saveHead: watched(breaker, ledger.saveHead),
  };
}

export function watchedTimeSeries(timeSeries: TimeSeries, breaker: Breaker): TimeSeries {
  return { write: watched(breaker, timeSeries.write) };
}

/** Topics that count as away only when whole calls fail: a call that took some messages was answered. */
export function watchedTopics(topics: Topics, breaker: Breaker): Topics {
  return { publish: watched(breaker, topics.publish) };
}
