import { classOfAnswer } from '../core/downstream/answer-class.ts';
import { callOf, type DownstreamAnswer } from '../core/downstream/request.ts';
import { retryAfterSeconds } from '../core/downstream/retry-after.ts';
import type { DownstreamSettings } from '../core/downstream/settings.ts';
import { BemsError, type FailureClass } from '../core/errors.ts';
import type { Fact } from '../core/invoice/fact.ts';
import type { Breaker } from '../core/messaging/breaker.ts';
import type { Ports } from '../core/ports.ts';

/** A downstream, and what knows whether it is there. */
export interface WatchedDownstream {
  readonly settings: DownstreamSettings;
  readonly breaker: Breaker;
}

type CallPorts = Pick<Ports, 'downstreamCalls' | 'secretHeaders' | 'clock'>;

/**
 * Tells a downstream of a fact.
 * @throws {BemsError} when it did not take it, of the class that its answer has
 */
export async function callDownstream(
  fact: Fact,
  { settings, breaker }: WatchedDownstream,
  ports: CallPorts,
): Promise<void> {
  const answer = await post(fact, settings, ports).catch((cause: unknown) => {
    breaker.failed();
    throw cause;
  });
  const failureClass = classOfAnswer(answer.status, settings);
  if (failureClass === 'transient') breaker.failed();
  else breaker.succeeded();
  if (failureClass !== 'done') throw notTaken(fact.stage, answer, failureClass, ports);
}

/** "Who are you?": what the secret holds is refused. */
const unauthorized = 401;

/** POSTs the call; once more with the secret read anew when it was refused: it may have been rotated. */
async function post(fact: Fact, settings: DownstreamSettings, ports: CallPorts): Promise<DownstreamAnswer> {
  const { headersFromSecret: secret, url, timeoutMs } = settings;
  const { headers, body } = callOf(fact);
  const attempt = async (): Promise<{ answer: DownstreamAnswer; used: string }> => {
    const further = secret === undefined ? {} : await ports.secretHeaders.of(secret);
    const request = { url, timeoutMs, headers: { ...further, ...headers }, body };
    return { answer: await ports.downstreamCalls.post(request), used: JSON.stringify(further) };
  };
  const first = await attempt();
  if (secret === undefined || first.answer.status !== unauthorized) return first.answer;
  ports.secretHeaders.forget(secret);
  const isTheSame = JSON.stringify(await ports.secretHeaders.of(secret)) === first.used;
  return isTheSame ? first.answer : (await attempt()).answer;
}

function notTaken(
  stage: string,
  { status, retryAfter }: DownstreamAnswer,
  failureClass: FailureClass,
  { clock }: Pick<Ports, 'clock'>,
): BemsError {
  const about: Readonly<Record<FailureClass, readonly [code: string, nextStep: string]>> = {
    transient: [
      'DOWNSTREAM_AWAY',
      'Bring the system back, or correct its URL in the data of the cell; calls that have not become too old come by themselves.',
    ],
    business: [
      'DOWNSTREAM_NOT_YET',
      'Ask those who run the system why it cannot take the event, by its idempotency key, then redrive.',
    ],
    permanent: [
      'DOWNSTREAM_REFUSED',
      'Find out with those who run the system what is wrong with the call, or with the headers in its secret; then redrive.',
    ],
  };
  const [code, nextStep] = about[failureClass];
  return new BemsError(code, `The downstream of ${stage} answered ${status}.`, {
    ...{ nextStep, failureClass },
    retry: { afterSeconds: retryAfterSeconds(retryAfter, clock.now()) },
  });
}
