import type { Stage } from '../../schemas/stages.ts';
import { BemsError } from '../core/errors.ts';
import { type Fact, factKey } from '../core/invoice/fact.ts';
import { factMissing, namedEvent } from '../core/messaging/named-event.ts';
import type { Ledger } from '../core/ports.ts';

/** What a message asks to be passed on. */
export interface DueFact {
  /** The fact's key, with that of its invoice. */
  readonly key: string;
  /** Reads the fact. @throws {BemsError} FACT_MISSING, WRONG_STAGE; any error of the ledger */
  readonly read: () => Promise<Fact>;
}

/** Reads a message of a stage's downstream queue. @throws {BemsError} DUE_CALL_MALFORMED, permanent */
export function dueFact(body: string, stage: Stage, ledger: Ledger): DueFact {
  const due = namedEvent(body, 'DUE_CALL_MALFORMED');
  const key = factKey(due);
  return {
    key: `${due.event.invoiceId}/${key}`,
    async read() {
      const facts = await ledger.facts(due.event.invoiceId);
      const fact = facts.find((candidate) => factKey(candidate) === key);
      if (!fact) throw factMissing('call');
      if (fact.stage !== stage) throw wrongStage(fact.stage, stage);
      return fact;
    },
  };
}

function wrongStage(stage: Stage, queueOf: Stage): BemsError {
  return new BemsError('WRONG_STAGE', `An event of stage ${stage} is on the queue of ${queueOf}.`, {
    nextStep: 'Find out who put it there; only processors should. Then discard it.',
    failureClass: 'permanent',
  });
}
