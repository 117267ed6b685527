import { downstreamStages } from '../../functions/core/downstream/settings.ts';
import { apiThrottle } from '../cells/capacity.ts';
import type { Cell } from '../cells/cell.ts';
import {
  concurrentInvocations,
  downstreamCaller,
  mostConcurrency,
  processor,
  relay,
  reservedConcurrency,
  reservesConcurrency,
  unreservable,
} from '../cells/concurrency.ts';
import { assumptions } from '../estimates/assumptions.ts';
import type { Hop } from '../estimates/hop.ts';
import { storePlansOf } from '../stores/plans.ts';
import { inFlightInOutage } from './outage.ts';
import { quotas } from './quotas.ts';

const { busiestInvoiceEventsPerSecond } = assumptions;

function requests(eventsPerSecond: number, eventsPerRequest: number) {
  return eventsPerSecond / eventsPerRequest;
}

function events(eventsPerSecond: number) {
  return eventsPerSecond;
}

const firewallHop: Hop = {
  name: 'WAF requests',
  unit: 'requests/s',
  quota: quotas.firewallRequests,
  need: requests,
};

/** From the API to the queues of the relay. */
const hopsToRelay: readonly Hop[] = [
  {
    name: 'API requests',
    unit: 'requests/s',
    quota: quotas.apiRate,
    need: requests,
    provisioned: (cell) => apiThrottle(cell).rate,
  },
  {
    name: 'API burst',
    unit: 'requests at once',
    quota: quotas.apiBurst,
    need: requests,
    provisioned: (cell) => apiThrottle(cell).burst,
    atMost: true,
    note: 'If a whole second’s requests arrive at once.',
  },
  {
    name: 'EventBridge PutEvents',
    unit: 'entries/s',
    quota: quotas.putEvents,
    need: events,
    note: 'Counted per entry: ten events in a request count ten times.',
  },
  {
    name: 'EventBridge invocations',
    unit: 'invocations/s',
    quota: quotas.invocations,
    need: (eventsPerSecond) => 2 * eventsPerSecond,
    note: 'Two per event: the partition’s relay queue and the stream of the archive. Beyond the quota deliveries are late, not lost.',
  },
  {
    name: 'Relay queue, in flight',
    unit: 'messages',
    quota: quotas.standardInFlight,
    need: (eventsPerSecond) => eventsPerSecond * (relay.windowSeconds + relay.fullBatchSeconds),
  },
  {
    name: 'Relay queue, in flight while SNS is away',
    unit: 'messages',
    quota: quotas.standardInFlight,
    need: (eventsPerSecond) => inFlightInOutage(relay, eventsPerSecond),
    note: 'What breakers hold and what is hidden until its retry; everything else stays visible on the queue. Beyond the quota SQS hands out nothing more until some come back: late, not lost.',
  },
];

/** From the relay to the processors. */
const hopsToProcessors: readonly Hop[] = [
  {
    name: 'SNS FIFO',
    unit: 'messages/s',
    quota: quotas.snsFifo,
    need: events,
  },
  {
    name: 'SNS FIFO, one invoice',
    unit: 'messages/s',
    quota: quotas.messageGroup,
    need: () => busiestInvoiceEventsPerSecond,
  },
  {
    name: 'SQS FIFO sends',
    unit: 'calls/s',
    quota: quotas.fifoCalls,
    need: events,
    atMost: true,
    note: 'One call per message if the topic does not batch; receives and deletes take ten messages each.',
  },
  {
    name: 'SQS FIFO, in flight',
    unit: 'messages',
    quota: quotas.fifoInFlight,
    need: (eventsPerSecond) => eventsPerSecond * processor.fullBatchSeconds,
    note: 'If all events are of one partition.',
  },
  {
    name: 'SQS FIFO, in flight while the ledger is away',
    unit: 'messages',
    quota: quotas.fifoInFlight,
    need: (eventsPerSecond) => inFlightInOutage(processor, eventsPerSecond),
    note: 'If all events are of one partition.',
  },
];

function concurrencyHop(cell: Cell): Hop {
  const reserves = reservesConcurrency(cell);
  return {
    name: 'Lambda concurrency',
    unit: 'concurrent',
    quota: reserves ? quotas.lambdaConcurrency : quotas.newAccountConcurrency,
    need: (eventsPerSecond) =>
      concurrentInvocations(relay, eventsPerSecond) + concurrentInvocations(processor, eventsPerSecond),
    provisioned: () => (reserves ? reservedConcurrency(cell) + unreservable : mostConcurrency(cell)),
    note: reserves
      ? 'Relay and processors with full batches. Everything else in the account shares the quota; nothing else can use what the cell reserves.'
      : 'Relay and processors with full batches. Everything else in the account shares the quota, and the cell reserves nothing of it. New accounts are reported to have this much, or less.',
  };
}

/** For a stage that has a downstream, if all events are of it. */
const downstreamHop: Hop = {
  name: 'Downstream queue, in flight while the system is away',
  unit: 'messages',
  quota: quotas.standardInFlight,
  need: (eventsPerSecond) => inFlightInOutage(downstreamCaller, eventsPerSecond),
  note: 'If all events are of one stage. Beyond the quota its calls wait; no event does.',
};

const keys: Hop = {
  name: 'KMS operations',
  unit: 'operations/s',
  quota: quotas.keyRequests,
  need: () => null,
  note: 'Queues and topics reuse a data key for an hour; how often the bus, its archive and the stream use theirs is not documented.',
};

/** In the order an event passes them. */
export function hopsOf(cell: Cell): readonly Hop[] {
  const ofDownstreams = downstreamStages(cell.downstream).length > 0 ? [downstreamHop] : [];
  return [
    ...(cell.noFirewallBecause === undefined ? [firewallHop] : []),
    ...hopsToRelay,
    concurrencyHop(cell),
    ...hopsToProcessors,
    ...ofDownstreams,
    ...storePlansOf(cell).flatMap(({ hops }) => hops),
    keys,
  ];
}
