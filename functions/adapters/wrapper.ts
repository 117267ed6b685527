import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import middy from '@middy/core';
import { logger, metrics, tracer } from './powertools.ts';

/**
 * The one wrapper of every handler, in a fixed order: the trace is open before anything logs, the log has its
 * context before metrics are flushed under it. The result is never put on the trace: it may hold an invoice.
 */
export const instrument = <Event, Result>(run: (event: Event) => Promise<Result>) =>
  middy<Event, Result>((event: Event) => run(event))
    .use(captureLambdaHandler(tracer, { captureResponse: false }))
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(logMetrics(metrics, { captureColdStartMetric: true }));
