import { create as original } from '../../../../functions/reconciliation/create.ts';
import { withFaults } from '../../with-faults.ts';

export const create = withFaults(original);
