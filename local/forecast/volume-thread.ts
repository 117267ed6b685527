/** A thread that makes one forecast of volumes. */
import { parentPort, workerData } from 'node:worker_threads';
import { volumeForecastOf } from '../../dashboards/volume-forecast.ts';
import type { AskedVolumes } from './volume-forecaster.ts';

const { volumes, today }: AskedVolumes = workerData;
parentPort?.postMessage(volumeForecastOf(volumes, today));
