import { type FormEvent, useId, useState } from 'react';
import { Dialog } from '../components/dialog.tsx';
import { CellError, isOperatorKey } from '../data/api.ts';
import { keepOperator } from '../data/operator.ts';

/** Asks who operates the cell and for the key that proves it, and checks the key before it is kept. */
export function KeyDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [key, setKey] = useState('');
  const [problem, setProblem] = useState('');
  const fields = useId();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    try {
      if (await isOperatorKey(key.trim())) {
        keepOperator({ key: key.trim(), name: name.trim() });
        onClose();
      } else setProblem('The cell does not take this key. A producer’s key is none.');
    } catch (error) {
      setProblem(error instanceof CellError ? error.message : String(error));
    }
  };
  return (
    <Dialog title="Who operates this cell?" onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <p>
          Only an operator may act on the cell, and read its dead letters. The key is in{' '}
          <code>operator-key.json</code> in the cell’s data folder. This tab keeps it until it is closed.
        </p>
        <label htmlFor={`${fields}-name`}>Your name, for the audit trail</label>
        <input
          id={`${fields}-name`}
          value={name}
          onChange={(event) => setName(event.target.value)}
          required
          pattern=".*\S.*"
          maxLength={128}
          autoComplete="name"
        />
        <label htmlFor={`${fields}-key`}>Operator key</label>
        <input
          id={`${fields}-key`}
          type="password"
          value={key}
          onChange={(event) => setKey(event.target.value)}
          required
          autoComplete="off"
          spellCheck={false}
          aria-describedby={`${fields}-problem`}
        />
        <p id={`${fields}-problem`} role="alert" className="form-problem">
          {problem}
        </p>
        <div className="form-buttons">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button button-main">
            Continue
          </button>
        </div>
      </form>
    </Dialog>
  );
}
