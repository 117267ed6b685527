import { BemsError } from '../../functions/core/errors.ts';
import type { Ledger, Ports, TimeSeries } from '../../functions/core/ports.ts';
import { Faults, faultsVariable, isPoison } from './faults.ts';

type Stores = Partial<Pick<Ports, 'ledger' | 'timeSeries'>>;

/** The function on stores that are away while the drill says so, with a bug as long as it has one. */
export function withFaults<P extends Stores, H>(create: (ports: P) => H): (ports: P) => H {
  const faults = new Faults(process.env[faultsVariable] ?? '');
  return (ports) =>
    create({
      ...ports,
      ...(ports.ledger && { ledger: faultyLedger(ports.ledger, faults) }),
      ...(ports.timeSeries && { timeSeries: faultyTimeSeries(ports.timeSeries, faults) }),
    });
}

function faultyLedger(ledger: Ledger, faults: Faults): Ledger {
  const present = unlessAway(faults, 'ledger');
  return {
    append: present(async (fact, text) => {
      if (faults.has('bug') && isPoison(fact.event.eventId)) throw poisoned();
      return ledger.append(fact, text);
    }),
    facts: present(ledger.facts),
    saveHead: present(ledger.saveHead),
    head: present(ledger.head),
    overdue: present(ledger.overdue),
  } satisfies Ledger;
}

function faultyTimeSeries(timeSeries: TimeSeries, faults: Faults): TimeSeries {
  return { write: unlessAway(faults, 'timeSeries')(timeSeries.write) };
}

function unlessAway(faults: Faults, store: 'ledger' | 'timeSeries') {
  return <Args extends readonly unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      if (faults.has(store)) throw new Error(`the ${store} is away`);
      return call(...args);
    };
}

function poisoned(): BemsError {
  return new BemsError('POISONED', 'The processor cannot take this event.', {
    nextStep: 'Fix the processor, then redrive.',
    failureClass: 'permanent',
  });
}
