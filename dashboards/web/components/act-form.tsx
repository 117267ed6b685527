import { type FormEvent, type ReactNode, useState } from 'react';
import { messageOf } from '../../../lib/message-of.ts';
import { Dialog } from './dialog.tsx';

interface ActFormProps {
  readonly title: string;
  /** What the button says that does it. */
  readonly button: string;
  /** Whether everything is there that it needs. */
  readonly isReady?: boolean;
  /** Does it, and closes the dialog. What it throws is said, and can be tried again. */
  readonly act: () => Promise<void>;
  readonly onCancel: () => void;
  /** What would be done. */
  readonly children: ReactNode;
}

/** A dialog that says what would be done, asks, and does it. */
export function ActForm({ title, button, isReady = true, act, onCancel, children }: ActFormProps) {
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await act();
    } catch (error) {
      setBusy(false);
      setProblem(messageOf(error));
    }
  };
  return (
    <Dialog title={title} onClose={onCancel}>
      <form className="form" onSubmit={submit}>
        {children}
        <p role="alert" className="form-problem">
          {problem}
        </p>
        <div className="form-buttons">
          <button type="button" className="button" onClick={onCancel}>
            Cancel
          </button>
          <button type="submit" className="button button-main" disabled={busy || !isReady}>
            {button}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
