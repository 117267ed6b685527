import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { isObject, parseJsonObject } from '../../../lib/json.ts';
import type { ReconcilerRequest } from '../../core/conservation/requests.ts';
import { BemsError } from '../../core/errors.ts';

/** Asks the reconciler of a deployed cell. @throws {BemsError} what it refused, RECONCILER_FAILED */
export type AskReconciler = <Answer>(request: ReconcilerRequest) => Promise<Answer>;

/** The reconciler as a Lambda function, which needs no other right of the caller than to invoke it. */
export function createLambdaReconciler(client: LambdaClient, functionName: string): AskReconciler {
  return async <Answer>(request: ReconcilerRequest) => {
    const { Payload, FunctionError } = await client.send(
      new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(request) }),
    );
    const reply = parseJsonObject(Payload?.transformToString() ?? '') ?? {};
    if (isObject(reply.refused)) {
      const { code, message, nextStep } = reply.refused;
      throw new BemsError(String(code), String(message), {
        nextStep: String(nextStep),
        failureClass: 'permanent',
      });
    }
    if (FunctionError !== undefined || !isObject(reply.answer)) throw failed(functionName, reply.errorType);
    return reply.answer as Answer;
  };
}

function failed(functionName: string, errorType: unknown): BemsError {
  const what = typeof errorType === 'string' ? ` (${errorType})` : '';
  return new BemsError('RECONCILER_FAILED', `${functionName} failed${what}.`, {
    nextStep: 'Its log says why: RECONCILIATION_FAILED, or what Lambda reports. Then ask again.',
    failureClass: 'transient',
  });
}
