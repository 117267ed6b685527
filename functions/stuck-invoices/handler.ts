import { awsLedger, runtimePorts } from '../adapters/aws-ports.ts';
import { instrument } from '../adapters/wrapper.ts';
import { create } from './create.ts';

export const handler = instrument(create({ ...runtimePorts(), ledger: awsLedger() }));
