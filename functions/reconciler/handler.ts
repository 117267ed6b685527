import { awsRecords, runtimePorts } from '../adapters/aws-ports.ts';
import { awsConservation } from '../adapters/conservation/from-environment.ts';
import { instrument } from '../adapters/lambda/wrapper.ts';
import { create } from './create.ts';

export const handler = instrument(create({ ...runtimePorts(), ...awsConservation(), records: awsRecords() }));
