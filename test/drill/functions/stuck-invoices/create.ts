import { create as original } from '../../../../functions/stuck-invoices/create.ts';
import { withFaults } from '../../with-faults.ts';

export const create = withFaults(original);
