import type { ReactNode } from 'react';
import type { Panel as PanelData } from '../../pages/dashboard.ts';
import { Message } from '../components/message.tsx';
import { framed, Panel } from '../components/panel.tsx';
import type { Answers } from '../data/use-readings.ts';
import { type Board, beforeOf } from './board.ts';
import { CsvButton } from './csv-button.tsx';
import { NotConverted } from './not-converted.tsx';
import { type CsvRow, ratesCells, statedCells } from './panel-csv.ts';

interface PanelFrameProps {
  readonly panel: Pick<PanelData, 'title' | 'help' | 'width'>;
  readonly board: Pick<Board, 'looker' | 'feed' | 'conversion' | 'coverage'> & {
    readonly answers: Answers<unknown>;
  };
  /** The answers that it is made of. */
  readonly names: readonly string[];
  /** Those that its amounts were converted from; the same ones unless given. */
  readonly amounts?: readonly string[];
  /** Its lines as a file. */
  readonly csv: () => readonly CsvRow[];
  /** More controls at the right of the title. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A panel of figures: what is read, old or failed is said in the same way everywhere. */
export function PanelFrame({
  panel,
  board,
  names,
  amounts = names,
  csv,
  actions,
  children,
}: PanelFrameProps) {
  const { answers, looker, feed, conversion, coverage } = board;
  const isComplete = names.every((name) => answers.get(name) !== undefined);
  const isOld = names.some(answers.isOld);
  const compared = [...names, ...names.map(beforeOf)];
  const error = compared.map(answers.errorOf).find((each) => each !== undefined);
  // Without what the cell has data of, nothing is compared.
  const isAwaited =
    !coverage.isKnown || (answers.asOf === undefined && !answers.failed) || compared.some(answers.isAwaited);
  return (
    <Panel
      {...framed(panel)}
      actions={
        <>
          {error && isComplete && <span className="stale-mark">Not up to date</span>}
          {actions}
          {isComplete && (
            <CsvButton
              title={panel.title}
              rows={csv}
              isAwaited={isAwaited}
              stated={{
                ...ratesCells(conversion, amounts),
                ...statedCells(looker, feed, answers.asOf, coverage),
              }}
            />
          )}
        </>
      }
    >
      {!isComplete && error && (
        <Message title="These figures cannot be shown now.">
          {error.message} This page tries again by itself.
        </Message>
      )}
      {!isComplete && !error && <Message title="Reading…" />}
      {isComplete && (
        <div className={isOld ? 'panel-body panel-old' : 'panel-body'} aria-busy={isOld}>
          {children}
          {conversion && <NotConverted conversion={conversion} names={amounts} />}
        </div>
      )}
    </Panel>
  );
}
