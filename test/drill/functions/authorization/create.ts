import { create as original } from '../../../../functions/authorization/create.ts';
import { withFaults } from '../../with-faults.ts';

export const create = withFaults(original);
