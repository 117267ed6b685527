import { type Stage, stages } from '../../schemas/stages.ts';
import type { Cell } from './cell.ts';

/** An upstream system: one API key on one usage plan of its own in every cell that it sends to. */
export interface Producer {
  readonly name: string;
  /** Steady requests per second. */
  readonly rate: number;
  /** The largest burst of requests. */
  readonly burst: number;
  /** Requests a day; without a quota if absent. */
  readonly dailyQuota?: number;
  /** The stages it may report on. */
  readonly stages: readonly Stage[];
  /** The contact for it: the rota or mailing list of its team. */
  readonly contact: string;
}

/** Every upstream system. Cells name those that send to them. */
export const producers: readonly Producer[] = [
  {
    // It alone reports on postings, so its plan takes the whole peak to come, for as long as that lasts.
    name: 'erp',
    rate: 2_000,
    burst: 2_000,
    stages,
    contact: 'erp-integration@example.com',
  },
  {
    name: 'scanning',
    rate: 500,
    burst: 500,
    dailyQuota: 20_000_000,
    stages: ['ingestion'],
    contact: 'document-capture@example.com',
  },
  {
    name: 'procurement',
    rate: 800,
    burst: 800,
    dailyQuota: 50_000_000,
    stages: ['reconciliation', 'authorization'],
    contact: 'procurement-platform@example.com',
  },
  // Used by the local cell only: one for `npm start` and the examples, and one to be throttled
  // with.
  { name: 'demo', rate: 55_000, burst: 55_000, stages, contact: 'operations@example.com' },
  { name: 'limited', rate: 5, burst: 10, stages, contact: 'operations@example.com' },
];

/**
 * The producers that send to a cell.
 * @throws {Error} when the cell names one that is not in the registry
 */
export function producersOf(cell: Cell): readonly Producer[] {
  return cell.producers.map((name) => {
    const producer = producers.find((candidate) => candidate.name === name);
    if (!producer)
      throw new Error(`cell ${cell.name}: there is no producer ${name} in infra/cells/producers.ts`);
    return producer;
  });
}
