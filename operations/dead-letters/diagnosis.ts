import type { DeadLetter } from '../../functions/core/dead-letters.ts';
import type { FailureClass } from '../../functions/core/errors.ts';
import { type EventIds, eventIdsIn } from '../../functions/core/messaging/event-ids.ts';

/** Why a message was given up, whoever gave it up. */
export interface Diagnosis {
  /** Known only of messages that a function of the cell gave up. */
  readonly failureClass?: FailureClass;
  /** What failed: an error's code, or what AWS calls it. `UNKNOWN` when nothing says so. */
  readonly code: string;
  readonly reason?: string;
  readonly nextStep?: string;
  readonly stack?: string;
  /** When the message was first received, RFC 3339 UTC. */
  readonly firstSeen?: string;
  /** How often it was received or tried. */
  readonly receiveCount?: number;
  /** The message as the log names it. */
  readonly loggedAs?: string;
}

/** A dead letter and what can be said about it. */
export interface DiagnosedLetter extends DeadLetter, EventIds {
  readonly diagnosis: Diagnosis;
}

const failureClasses: Readonly<Record<FailureClass, true>> = {
  transient: true,
  business: true,
  permanent: true,
};

/** Reads what a letter says about its failure, and which event it is about. */
export function diagnosed(letter: DeadLetter): DiagnosedLetter {
  return { ...letter, ...eventIdsIn(letter.body), diagnosis: diagnosisOf(letter) };
}

/**
 * Our functions leave the attributes of `completeBatch`. EventBridge and its Scheduler leave ERROR_CODE
 * and ERROR_MESSAGE (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-event-delivery.html,
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html); Lambda and SNS
 * ErrorCode and ErrorMessage (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html).
 * A queue that moves a message after its last receive leaves nothing.
 */
function diagnosisOf({ kind, attributes }: DeadLetter): Diagnosis {
  const { class: failureClass = '', firstSeen, nextStep, stack, messageId: loggedAs } = attributes;
  const code = attributes.code ?? attributes.ERROR_CODE ?? attributes.ErrorCode ?? silent[kind] ?? 'UNKNOWN';
  const reason = attributes.reason ?? attributes.ERROR_MESSAGE ?? attributes.ErrorMessage;
  const receiveCount = Number(attributes.receiveCount ?? attributes.RETRY_ATTEMPTS);
  return {
    code,
    ...(isFailureClass(failureClass) && { failureClass }),
    ...(reason !== undefined && { reason }),
    ...(nextStep !== undefined && { nextStep }),
    ...(stack !== undefined && { stack }),
    ...(firstSeen !== undefined && { firstSeen }),
    ...(Number.isInteger(receiveCount) && { receiveCount }),
    ...(loggedAs !== undefined && { loggedAs }),
  };
}

/** What it means when a queue's letter says nothing. */
const silent: Readonly<Partial<Record<DeadLetter['kind'], string>>> = {
  unrouted: 'NO_PARTITION',
  relay: 'RECEIVED_TOO_OFTEN',
  processor: 'RECEIVED_TOO_OFTEN',
  records: 'RECEIVED_TOO_OFTEN',
};

function isFailureClass(text: string): text is FailureClass {
  return Object.hasOwn(failureClasses, text);
}
