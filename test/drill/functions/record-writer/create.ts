import { create as original } from '../../../../functions/record-writer/create.ts';
import { withFaults } from '../../with-faults.ts';

export const create = withFaults(original);
