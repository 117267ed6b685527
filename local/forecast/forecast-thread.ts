/** A thread that makes one forecast: it takes seconds, in which the server has requests to answer. */
import { parentPort, workerData } from 'node:worker_threads';
import { cashFlowForecastOf } from '../../dashboards/cash-flow-forecast.ts';
import type { PayableValues } from '../../functions/core/analytics/forecast/payable-of.ts';

const { invoices, today }: { invoices: readonly PayableValues[]; today: string } = workerData;
parentPort?.postMessage(cashFlowForecastOf(invoices, today));
