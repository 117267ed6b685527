/** A thread that makes one forecast: it takes seconds, in which the server has requests to answer. */
import { parentPort, workerData } from 'node:worker_threads';
import { cashFlowForecastOf } from '../../dashboards/cash-flow-forecast.ts';
import type { AskedForecast } from './cash-flow-forecaster.ts';

const { past, today, rates }: AskedForecast = workerData;
parentPort?.postMessage(cashFlowForecastOf(past.invoices, today, rates, past.samples));
