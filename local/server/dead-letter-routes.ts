import { refuseOthers, wholeNumber } from '../../dashboards/query-parameters.ts';
import type { DeadLetters } from '../../functions/core/dead-letters.ts';
import { byDeadLetterKind } from '../../functions/core/names.ts';
import type { Records } from '../../functions/core/ports.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Act, ActStep, StepRange } from '../../operations/dead-letters/act.ts';
import type { DiagnosedLetter } from '../../operations/dead-letters/diagnosis.ts';
import { type Discard, discardStep } from '../../operations/dead-letters/discard.ts';
import { listDeadLetters } from '../../operations/dead-letters/list.ts';
import { redriveStep } from '../../operations/dead-letters/redrive.ts';
import { type LetterSelection, selectDeadLetters } from '../../operations/dead-letters/select.ts';
import { exportLetters } from '../letter-export.ts';
import { checkedBy, operatorAct } from './operator-act.ts';
import type { OperatorSettings } from './operator-routes.ts';

export interface DeadLetterRoutePorts {
  readonly deadLetters: DeadLetters;
  readonly records: Pick<Records, 'create'>;
  readonly clock: Clock;
  /** File that keeps what is discarded. */
  readonly exportFile: string;
}

/** What a step of a discard answers. */
export interface LocalDiscardStep extends ActStep {
  /** File in the data folder that has the payloads. */
  readonly exportedTo: string;
}

/** Letters that one request looks at, at most. */
const maxLetters = 250;

const text = { type: 'string', minLength: 1, maxLength: 2_048 } as const;
const instant = { type: 'string', format: 'date-time' } as const;

const selectionSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    queue: text,
    kind: { enum: Object.keys(byDeadLetterKind(() => true)) },
    messageId: text,
    failureClass: { enum: ['transient', 'business', 'permanent'] },
    code: text,
    invoiceId: text,
    eventId: text,
    since: instant,
    before: instant,
  },
} as const;

const cursorSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['queue'],
  properties: { queue: text, after: text },
} as const;

const actSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['selection', 'by', 'startedAt', 'limit'],
  properties: {
    selection: selectionSchema,
    by: { ...text, maxLength: 256 },
    startedAt: instant,
    dryRun: { type: 'boolean' },
    cursor: cursorSchema,
    limit: { type: 'integer', minimum: 1, maximum: maxLetters },
  },
} as const;

const discardSchema = {
  ...actSchema,
  required: [...actSchema.required, 'reason'],
  properties: { ...actSchema.properties, reason: text },
} as const;

/** The parameters that say which letters are meant, named like the fields of a selection. */
const conditions = Object.keys(selectionSchema.properties);
const selectionFrom = checkedBy<LetterSelection>(selectionSchema);

/** The cell's dead letters: counted, read, sent back, discarded. */
export function deadLetterRoutes(ports: DeadLetterRoutePorts): Pick<OperatorSettings, 'acts' | 'reads'> {
  const { deadLetters, clock, exportFile } = ports;
  return {
    reads: {
      'dead-letters': async (parameters) => {
        refuseOthers(parameters, [...conditions, 'limit', 'cursorQueue', 'cursorAfter']);
        const limit = wholeNumber(parameters, 'limit', { fallback: 50, max: maxLetters });
        const page = await selectDeadLetters(deadLetters, {
          selection: selectionOf(parameters),
          limit,
          cursor: cursorOf(parameters),
        });
        if (!page.next) await deadLetters.release();
        return page;
      },
      'dead-letters/summary': (parameters) => {
        refuseOthers(parameters, conditions);
        return listDeadLetters({ deadLetters, clock }, selectionOf(parameters));
      },
    },
    acts: {
      'dead-letters/redrive': operatorAct<Act & StepRange>(actSchema, ({ cursor, limit, ...act }) =>
        redriveStep(ports, act, { cursor, limit }),
      ),
      'dead-letters/discard': operatorAct<Discard & StepRange>(
        discardSchema,
        async ({ cursor, limit, ...act }): Promise<LocalDiscardStep> => {
          const exported = (letters: readonly DiagnosedLetter[]) => exportLetters(exportFile, letters);
          const step = await discardStep({ ...ports, exported }, act, { cursor, limit });
          return { ...step, exportedTo: exportFile };
        },
      ),
    },
  };
}

function selectionOf(parameters: URLSearchParams): LetterSelection {
  return selectionFrom(Object.fromEntries([...parameters].filter(([name]) => conditions.includes(name))));
}

function cursorOf(parameters: URLSearchParams) {
  const [queue, after] = [parameters.get('cursorQueue'), parameters.get('cursorAfter')];
  if (queue === null) return undefined;
  return { queue, ...(after !== null && { after }) };
}
