import { create as original } from '../../../../functions/posting/create.ts';
import { withFaults } from '../../with-faults.ts';

export const create = withFaults(original);
