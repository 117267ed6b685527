import { type FormEvent, useEffect, useRef, useState } from 'react';
import { messageOf } from '../../../lib/message-of.ts';
import type { DeadLetterSummary } from '../../../operations/dead-letters/list.ts';
import { Dialog } from '../components/dialog.tsx';
import { ReasonField } from '../components/reason-field.tsx';
import { type ActResult, actOnLetters, fetchSummary, type LetterAct } from '../data/dead-letters.ts';
import { formatCount } from '../format/numbers.ts';
import { wayTexts } from './way-texts.ts';

interface ActDialogProps {
  readonly act: LetterAct;
  /** Called when it is over; with what was done, if anything was. */
  readonly onClose: (result?: ActResult) => void;
}

const titles = { redrive: 'Send dead letters back?', discard: 'Discard dead letters?' } as const;

/** Says what would happen to which letters, asks, and does it. */
export function ActDialog({ act, onClose }: ActDialogProps) {
  const [plan, setPlan] = useState<{ summary: DeadLetterSummary; rehearsal: ActResult }>();
  const [soFar, setSoFar] = useState<ActResult>();
  const [problem, setProblem] = useState('');
  const [reason, setReason] = useState('');
  const stop = useRef(new AbortController());

  useEffect(() => {
    const ended = new AbortController();
    // The reason is not known yet; a rehearsal keeps none.
    const rehearsed = act.kind === 'discard' ? { ...act, reason: 'rehearsal' } : act;
    Promise.all([
      fetchSummary(act.selection, ended.signal),
      actOnLetters(rehearsed, { dryRun: true, signal: ended.signal }),
    ]).then(
      ([summary, rehearsal]) => ended.signal.aborted || setPlan({ summary, rehearsal }),
      (error: unknown) => ended.signal.aborted || setProblem(messageOf(error)),
    );
    return () => ended.abort();
  }, [act]);

  const perform = async (event: FormEvent) => {
    event.preventDefault();
    setSoFar({ done: 0, stayed: 0, because: [] });
    try {
      const meant = act.kind === 'discard' ? { ...act, reason } : act;
      onClose(
        await actOnLetters(meant, { dryRun: false, signal: stop.current.signal, onProgress: setSoFar }),
      );
    } catch (error) {
      setSoFar(undefined);
      setProblem(messageOf(error));
    }
  };

  const count = plan?.rehearsal.done ?? 0;
  return (
    <Dialog title={titles[act.kind]} onClose={() => (soFar ? stop.current.abort() : onClose())}>
      <form className="form" onSubmit={perform}>
        {!plan && problem === '' && <p role="status">Counting…</p>}
        {plan && <Plan act={act} {...plan} />}
        {act.kind === 'discard' && count > 0 && (
          <ReasonField label="Why? The audit trail keeps it." value={reason} onChange={setReason} />
        )}
        {soFar && <p role="status">{formatCount(soFar.done)} done…</p>}
        <p role="alert" className="form-problem">
          {problem}
        </p>
        <div className="form-buttons">
          <button type="button" className="button" onClick={() => (soFar ? stop.current.abort() : onClose())}>
            {soFar ? 'Stop' : 'Cancel'}
          </button>
          {count > 0 && !soFar && (
            <button
              type="submit"
              className={act.kind === 'discard' ? 'button button-bad' : 'button button-main'}
              disabled={act.kind === 'discard' && reason.trim() === ''}
            >
              {act.kind === 'discard' ? `Discard ${formatCount(count)}` : `Send back ${formatCount(count)}`}
            </button>
          )}
        </div>
      </form>
    </Dialog>
  );
}

interface PlanProps {
  readonly act: LetterAct;
  readonly summary: DeadLetterSummary;
  readonly rehearsal: ActResult;
}

function Plan({ act, summary, rehearsal: { done, stayed, because } }: PlanProps) {
  const queues = summary.queues.filter(({ selected }) => selected > 0);
  return (
    <>
      <p>
        {act.kind === 'redrive'
          ? `${letters(done)} would go back to where they failed, and be processed like new ones. What fails again comes back here.`
          : `${letters(done)} would be written to a file in the cell’s data folder, and then deleted for good.`}
      </p>
      <ul className="plan">
        {queues.map(({ name, kind, selected, isSample }) => (
          <li key={name}>
            {isSample && 'at least '}
            {formatCount(selected)} on <code>{name}</code>
            {act.kind === 'redrive' && `, ${wayTexts[kind]}`}
          </li>
        ))}
      </ul>
      {stayed > 0 && (
        <>
          <p>{letters(stayed)} would stay:</p>
          <ul className="plan">
            {because.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function letters(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'letter' : 'letters'}`;
}
