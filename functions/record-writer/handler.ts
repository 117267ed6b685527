import {
  awsLedger,
  awsQueues,
  awsRecords,
  awsTimeSeries,
  runtimePorts,
  stageDeadlines,
} from '../adapters/aws-ports.ts';
import { instrument } from '../adapters/lambda/wrapper.ts';
import { create } from './create.ts';

export const handler = instrument(
  create({
    ...runtimePorts(),
    ledger: awsLedger(),
    records: awsRecords(),
    timeSeries: awsTimeSeries(),
    queues: awsQueues(),
    stageDeadlines: stageDeadlines(),
  }),
);
