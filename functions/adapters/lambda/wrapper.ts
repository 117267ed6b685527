import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import { traceInvocation } from '../x-ray/segments.ts';
import { logger, metrics } from './powertools.ts';

/**
 * The wrapper of every handler, in a fixed order: the log has its context before metrics are
 * flushed under it, and the trace covers the function alone. Neither event nor result is put on the
 * trace: they contain invoices.
 */
export function instrument<Event, Result>(run: (event: Event) => Promise<Result>) {
  return middy<Event, Result>((event: Event) => traceInvocation(() => run(event)))
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(logMetrics(metrics));
}
