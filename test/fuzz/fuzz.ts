import fc from 'fast-check';
import { openGateway } from '../cell/gateway-harness.ts';
import { edgeRequest, judgeRequest } from './edge.ts';
import { damagedLog, fuzzedLog, judgeDamage, judgeLog } from './logs.ts';

/** What came of one kind of input. A fault would have ended the run. */
export interface FuzzCounts {
  readonly target: string;
  /** Requests, rows, or files that were damaged. */
  readonly inputs: number;
  readonly accepted: number;
  readonly refused: number;
  readonly seconds: number;
}

export interface FuzzOptions {
  /** Inputs in all; the targets share them. */
  readonly inputs: number;
  readonly seed: number;
  readonly onProgress?: (target: string, inputs: number) => void;
}

/** Inputs of one call of fast-check: it keeps what it needs to print a failing one again. */
const sliceInputs = 2_000;

/** Judges inputs and returns how many there were, and how many were accepted. */
interface Target {
  readonly name: string;
  readonly share: number;
  /** @throws for the first input that is judged wrong, shrunk, with the seed that makes it again */
  run(runs: number, seed: number): Promise<{ readonly inputs: number; readonly accepted: number }>;
}

/**
 * Feeds hostile inputs to the API and to the importer, and holds everything that is accepted
 * against what was sent.
 * @throws for the first input that is judged wrong, with the seed that makes it again
 */
export async function fuzz({ inputs, seed, onProgress }: FuzzOptions): Promise<readonly FuzzCounts[]> {
  const counts: FuzzCounts[] = [];
  for (const target of await targets()) {
    const startedAt = performance.now();
    const wanted = Math.round(inputs * target.share);
    let [done, accepted] = [0, 0];
    for (let slice = 0; done < wanted; slice++) {
      const ran = await target.run(Math.min(sliceInputs, wanted - done), seed + slice);
      done += ran.inputs;
      accepted += ran.accepted;
      onProgress?.(target.name, done);
    }
    const seconds = (performance.now() - startedAt) / 1_000;
    counts.push({ target: target.name, inputs: done, accepted, refused: done - accepted, seconds });
  }
  return counts;
}

async function targets(): Promise<readonly Target[]> {
  const cell = await openGateway((api) => ({
    ...api,
    usagePlans: api.usagePlans.map(({ quota: _, ...plan }) => plan),
  }));
  return [
    {
      name: 'requests to the API',
      share: 0.5,
      async run(numRuns, seed) {
        let accepted = 0;
        const judged = fc.asyncProperty(edgeRequest, async (request) => {
          // Whole seconds apart, so that no throttle applies.
          cell.clock.time += 1_000;
          if (await judgeRequest(cell, request)) accepted++;
        });
        await fc.assert(judged, { numRuns, seed, includeErrorInReport: true });
        return { inputs: numRuns, accepted };
      },
    },
    {
      name: 'rows of imported logs',
      share: 0.4,
      async run(wanted, seed) {
        let [inputs, accepted] = [0, 0];
        const judged = fc.asyncProperty(fuzzedLog, async (log) => {
          accepted += await judgeLog(log);
          inputs += log.rows.length;
        });
        await fc.assert(judged, { numRuns: Math.ceil(wanted / 10), seed, includeErrorInReport: true });
        return { inputs, accepted };
      },
    },
    {
      name: 'damaged logs',
      share: 0.1,
      async run(numRuns, seed) {
        let accepted = 0;
        const judged = fc.asyncProperty(damagedLog, async (log) => {
          if (await judgeDamage(log)) accepted++;
        });
        await fc.assert(judged, { numRuns, seed, includeErrorInReport: true });
        return { inputs: numRuns, accepted };
      },
    },
  ];
}
