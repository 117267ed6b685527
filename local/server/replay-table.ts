import { instantFrom, refuseOthers, stageFrom } from '../../dashboards/query-parameters.ts';
import type { Replays } from '../../functions/core/replays.ts';
import type { Clock } from '../../lib/clock.ts';
import {
  cancelReplay,
  followReplay,
  planReplay,
  type ReplayedCell,
  type ReplayRequest,
  startReplay,
} from '../../operations/replay/replay.ts';
import { stages } from '../../schemas/stages.ts';
import { operatorAct } from './operator-act.ts';
import type { OperatorSettings } from './operator-routes.ts';

/** What the routes of replays ask the cell. */
export interface ReplayQueries {
  readonly replays: Replays;
  readonly clock: Clock;
  parts(): Promise<ReplayedCell>;
  replayInvoice(minutes: { readonly from: number; readonly to: number }, invoiceId: string): Promise<number>;
}

const ms = { type: 'integer', minimum: 0 } as const;
const time = { type: 'string', maxLength: 64 } as const;
const requestSchema = {
  type: 'object',
  properties: {
    ...{ from: time, to: time },
    partition: { type: 'string', maxLength: 64 },
    stage: { enum: stages },
  },
  required: ['from', 'to'],
  additionalProperties: false,
} as const;
const invoiceSchema = {
  type: 'object',
  properties: {
    ...{ from: ms, to: ms },
    invoiceId: { type: 'string', minLength: 1, maxLength: 128 },
  },
  required: ['from', 'to', 'invoiceId'],
  additionalProperties: false,
} as const;

interface InvoiceRequest {
  readonly from: number;
  readonly to: number;
  readonly invoiceId: string;
}

/** The routes of `bems replay`. */
export function replayTable(cell: ReplayQueries): Pick<OperatorSettings, 'acts' | 'reads'> {
  return {
    acts: {
      'replays/start': operatorAct<ReplayRequest>(requestSchema, async (request) =>
        startReplay(cell, await cell.parts(), request),
      ),
      'replays/cancel': operatorAct<ReplayRequest>(requestSchema, async (request) =>
        cancelReplay(cell, await cell.parts(), request),
      ),
      'replays/invoice': operatorAct<InvoiceRequest>(invoiceSchema, async ({ from, to, invoiceId }) => ({
        events: await cell.replayInvoice({ from, to }, invoiceId),
      })),
    },
    reads: {
      'replays/plan': async (parameters) => planReplay(cell, await cell.parts(), requestFrom(parameters)),
      'replays/progress': async (parameters) => {
        refuseOthers(parameters, ['name']);
        return followReplay(cell, parameters.get('name') ?? '');
      },
    },
  };
}

function requestFrom(parameters: URLSearchParams): ReplayRequest {
  refuseOthers(parameters, ['from', 'to', 'partition', 'stage']);
  const instant = (name: string) => {
    const at = instantFrom(parameters, name);
    return at === undefined ? '' : new Date(at).toISOString();
  };
  return {
    ...{ from: instant('from'), to: instant('to'), stage: stageFrom(parameters) },
    partition: parameters.get('partition') ?? undefined,
  };
}
