import type { StageStatus } from '../console-api.ts';
import type { CellFigure } from '../status-figures.ts';
import type { ChartPanel, HopPanel, StatPanel } from './panels.ts';

/** The console's first page as data: its tiles, the hops of its diagram, its charts. */
export const livePage = {
  tiles: [
    {
      id: 'accepted',
      title: 'Accepted',
      unit: 'count',
      source: 'accepted',
      help: 'Distinct events answered with a 2xx.',
    },
    {
      id: 'visible',
      title: 'Visible',
      unit: 'count',
      source: 'visible',
      help: 'Events in the ledger and in the time series.',
    },
    {
      id: 'distinct',
      title: 'Distinct facts',
      unit: 'count',
      source: 'distinct',
      help: 'Facts in the ledger, each kept once.',
    },
    {
      id: 'duplicates',
      title: 'Duplicates',
      unit: 'count',
      source: 'duplicates',
      help: 'Repeats of an event already accepted. They change nothing.',
    },
    {
      id: 'in-flight',
      title: 'In flight',
      unit: 'count',
      source: 'inFlight',
      help: 'Messages between acceptance and the stores, now.',
    },
    {
      id: 'dead-lettered',
      title: 'Dead-lettered',
      unit: 'count',
      source: 'deadLettered',
      help: 'Messages set aside after failing. They are kept; the page of dead letters says which and why.',
      expectZero: true,
    },
    {
      id: 'calls-waiting',
      title: 'Calls waiting',
      unit: 'count',
      source: 'callsWaiting',
      help: 'Visible events that a downstream system is still to be told of.',
      optional: true,
    },
    {
      id: 'stuck',
      title: 'Stuck invoices',
      unit: 'count',
      source: 'stuckInvoices',
      help: 'Invoices past the deadline of their stage, counted every minute.',
      awaits: 'counted within a minute',
      href: '#/stuck',
    },
  ],
  freshness: [
    {
      id: 'p50',
      title: 'Half within (p50)',
      unit: 'milliseconds',
      source: 'freshnessP50',
      help: 'From received to visible, last five minutes of traffic.',
    },
    {
      id: 'p99',
      title: '99 % within (p99)',
      unit: 'milliseconds',
      source: 'freshnessP99',
      help: 'From received to visible, last five minutes of traffic.',
    },
    {
      id: 'max',
      title: 'Slowest',
      unit: 'milliseconds',
      source: 'freshnessMax',
      help: 'From received to visible, last five minutes of traffic.',
    },
    {
      id: 'age',
      title: 'Newest event',
      unit: 'milliseconds',
      source: 'freshnessAge',
      help: 'Time since the newest visible event was received.',
    },
  ],
  hops: [
    {
      source: 'onBus',
      fedBy: 'onBus',
      title: 'On the bus',
      reading: 'counter',
      help: 'Entries the bus took, repeats included.',
    },
    {
      source: 'relaying',
      fedBy: 'onBus',
      title: 'Relay',
      reading: 'gauge',
      help: 'Waiting for or held by the relay, now.',
    },
    {
      source: 'queued',
      fedBy: 'onBus',
      title: 'Queue',
      reading: 'gauge',
      help: 'Waiting in the stage’s queue, now.',
    },
    {
      source: 'processing',
      fedBy: 'onBus',
      title: 'Processor',
      reading: 'gauge',
      help: 'Held by the stage’s processor, now.',
    },
    {
      source: 'processed',
      fedBy: 'processed',
      title: 'Processed',
      reading: 'counter',
      help: 'Messages the processor finished.',
    },
    {
      source: 'visible',
      fedBy: 'visible',
      title: 'Visible',
      reading: 'counter',
      help: 'Events in the ledger and in the time series.',
    },
  ],
  deadLetters: {
    source: 'deadLettered',
    fedBy: 'processed',
    title: 'Dead-lettered',
    reading: 'gauge',
    help: 'Now in the stage’s dead-letter queues.',
  },
  charts: [{ kpi: 'events', bucket: 'minute', buckets: 60 }],
} as const satisfies {
  readonly tiles: readonly StatPanel<CellFigure>[];
  readonly freshness: readonly StatPanel<CellFigure>[];
  readonly hops: readonly HopPanel<keyof StageStatus>[];
  readonly deadLetters: HopPanel<keyof StageStatus>;
  readonly charts: readonly ChartPanel[];
};

/** The hops that only grow: a difference over time is a rate. */
export type CountedHop = Extract<(typeof livePage.hops)[number], { reading: 'counter' }>['source'];
