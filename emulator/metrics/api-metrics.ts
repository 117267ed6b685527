import type { Clock } from '../../lib/clock.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { RestApi } from '../gateway/rest-api.ts';
import type { AccessLogMetric } from './access-log-metrics.ts';
import type { MetricStore } from './metric-store.ts';

/**
 * The gateway, with what API Gateway reports of its requests, and what metric filters count in the
 * stage's access log:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
 */
export function measuredGateway(
  gateway: Gateway,
  { name, stage, bodyLimit }: Pick<RestApi, 'name' | 'stage' | 'bodyLimit'>,
  accessLogMetrics: readonly AccessLogMetric[],
  store: MetricStore,
  clock: Clock,
): Gateway {
  const recorder = (metric: string) =>
    store.recorder({
      namespace: 'AWS/ApiGateway',
      name: metric,
      dimensions: { ApiName: name, Stage: stage },
    });
  const [count, clientErrors, serverErrors, latency] = ['Count', '4XXError', '5XXError', 'Latency'].map(
    recorder,
  );
  const filters = accessLogMetrics.map((filter) => ({ ...filter, record: store.recorder(filter.metric) }));
  return {
    maxBodyBytes: gateway.maxBodyBytes,
    handle: async (request) => {
      const startedAt = clock.now();
      const response = await gateway.handle(request);
      const { status } = response;
      count?.(1);
      clientErrors?.(status >= 400 && status < 500 ? 1 : 0);
      serverErrors?.(status >= 500 ? 1 : 0);
      latency?.(clock.now() - startedAt);
      for (const { matches, value, otherwise, record } of filters) {
        const counted = matches(status, response === bodyLimit?.reply) ? value : otherwise;
        if (counted !== undefined) record(counted);
      }
      return response;
    },
  };
}
