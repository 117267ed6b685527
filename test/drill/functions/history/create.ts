import { create as original } from '../../../../functions/history/create.ts';
import { withFaults } from '../../with-faults.ts';

export const create = withFaults(original);
