import type { Cell } from '../../infra/cells/cell.ts';
import { cells } from '../../infra/cells/cells.ts';
import type { Partition } from '../../infra/cells/partitions.ts';
import { stages } from '../../schemas/stages.ts';

/** Groups of partitions, one for each stage. */
const ofStage = { ingestion: 25, reconciliation: 25, authorization: 25, posting: 24 } as const;

const [us1] = cells.filter(({ name }) => name === 'us-1');
if (!us1) throw new Error('There is no cell us-1');

/** A cell with as many partitions as there may be: by vendor, and one of each stage for all other vendors. */
export const largeCell: Cell = {
  ...us1,
  ...{ name: 'large', prefix: 'large-', lambdaConcurrencyQuota: 2_000 },
  partitions: stages.flatMap((stage): readonly Partition[] => {
    const vendors = Array.from({ length: ofStage[stage] - 1 }, (_, index) => `V-${index + 1}`);
    const group = stage;
    return [
      ...vendors.map(
        (id): Partition => ({
          ...{ name: `${stage}-${id.toLowerCase()}`, stage, group },
          where: { 'vendor.id': [id] },
        }),
      ),
      { name: stage, stage, group, where: { 'vendor.id': [{ 'anything-but': vendors }] } },
    ];
  }),
};
