import { create as original } from '../../../../functions/ingestion/create.ts';
import { withFaults } from '../../with-faults.ts';

export const create = withFaults(original);
