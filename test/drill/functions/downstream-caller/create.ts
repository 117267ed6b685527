import { create as original } from '../../../../functions/downstream-caller/create.ts';
import { withFaults } from '../../with-faults.ts';

export const create = withFaults(original);
