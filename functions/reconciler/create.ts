import { isObject } from '../../lib/json.ts';
import { messageOf } from '../../lib/message-of.ts';
import { patrol } from '../../operations/reconcile/patrol.ts';
import { reconcileService } from '../../operations/reconcile/service.ts';
import { type ReconcilerAnswer, readReconcilerRequest } from '../core/conservation/requests.ts';
import { BemsError } from '../core/errors.ts';
import { logMessages } from '../core/log-messages.ts';
import { metricNames } from '../core/metric-names.ts';
import type { Ports } from '../core/ports.ts';

/** What a round found. */
export interface ReconcilerRound {
  /** Accepted events that are missing or altered, as each minute was last seen. */
  readonly unaccounted: number;
  readonly putBack: number;
}

type ReconcilerPorts = Pick<Ports, 'conservation' | 'reconciler' | 'records' | 'clock' | 'log' | 'metrics'>;

/**
 * `Reconciler`: each minute on its schedule a round, which proves for the minutes that ended that every
 * accepted event is accounted for; for operators, whatever window they ask for.
 * @throws what ended a round; the next one repeats it
 */
export function create(ports: ReconcilerPorts) {
  const { conservation, reconciler, records, clock, log, metrics } = ports;
  const reconciled = { ...conservation, records, clock, log };
  const service = reconcileService(reconciled, reconciler, reconciler.pace.maxMinutes);

  const round = async (): Promise<ReconcilerRound> => {
    try {
      const { standing, provedTo, putBack } = await patrol(reconciled, reconciler, reconciler.pace);
      metrics.gauge(metricNames.unaccountedEvents, standing);
      metrics.gauge(metricNames.unprovedSeconds, Math.max(0, clock.now() - provedTo) / 1_000);
      if (putBack > 0) metrics.count(metricNames.eventsPutBack, putBack);
      return { unaccounted: standing, putBack };
    } catch (error) {
      log.error(logMessages.reconciliationFailed, { error: messageOf(error) });
      throw error;
    }
  };

  return async (event: unknown): Promise<ReconcilerRound | ReconcilerAnswer> => {
    if (!isObject(event)) throw new TypeError('The reconciler was called with what is not an object.');
    const request = readReconcilerRequest(event);
    if (!request) return round();
    try {
      return {
        answer:
          request.ask === 'span'
            ? await service.span()
            : await service.reconcile(request.minutes, { putBack: request.putBack }),
      };
    } catch (error) {
      if (!(error instanceof BemsError)) throw error;
      const { code, message, nextStep } = error;
      return { refused: { code, message, nextStep } };
    }
  };
}
