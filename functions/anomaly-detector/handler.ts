import { awsAnomalies, runtimePorts } from '../adapters/aws-ports.ts';
import { instrument } from '../adapters/lambda/wrapper.ts';
import { create } from './create.ts';

export const handler = instrument(create({ ...runtimePorts(), ...awsAnomalies() }));
