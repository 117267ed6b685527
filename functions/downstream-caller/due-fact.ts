import { decisionsAbout } from '../../operations/conflicts/decisions.ts';
import type { Stage } from '../../schemas/stages.ts';
import { BemsError } from '../core/errors.ts';
import { conflictsIn, disregardedIn } from '../core/invoice/conflicts.ts';
import { type Fact, factKey } from '../core/invoice/fact.ts';
import { factMissing, namedEvent } from '../core/messaging/named-event.ts';
import type { Ledger, Records } from '../core/ports.ts';

/** What a message asks to be passed on. */
export interface DueFact {
  /** The fact's key, with that of its invoice. */
  readonly key: string;
  /**
   * Reads the fact; undefined when somebody declared meanwhile that another content of its event counts.
   * @throws {BemsError} FACT_MISSING, WRONG_STAGE; any error of the ledger or of the records
   */
  readonly read: () => Promise<Fact | undefined>;
}

/** Reads a message of a stage's downstream queue. @throws {BemsError} DUE_CALL_MALFORMED, permanent */
export function dueFact(
  body: string,
  stage: Stage,
  { ledger, records }: { readonly ledger: Ledger; readonly records: Pick<Records, 'list'> },
): DueFact {
  const due = namedEvent(body, 'DUE_CALL_MALFORMED');
  const key = factKey(due);
  return {
    key: `${due.event.invoiceId}/${key}`,
    async read() {
      const facts = await ledger.facts(due.event.invoiceId);
      const fact = facts.find((candidate) => factKey(candidate) === key);
      if (!fact) throw factMissing('call');
      if (fact.stage !== stage) throw wrongStage(fact.stage, stage);
      const left = disregardedIn(conflictsIn(facts), await decisionsAbout(facts, records));
      return left.has(fact.digest) ? undefined : fact;
    },
  };
}

function wrongStage(stage: Stage, queueOf: Stage): BemsError {
  return new BemsError('WRONG_STAGE', `An event of stage ${stage} is on the queue of ${queueOf}.`, {
    nextStep: 'Find out who put it there; only processors should. Then discard it.',
    failureClass: 'permanent',
  });
}
