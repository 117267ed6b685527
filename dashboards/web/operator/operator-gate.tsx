import { type ReactNode, useState } from 'react';
import { Message } from '../components/message.tsx';
import { type Operator, useOperator } from '../data/operator.ts';
import { KeyDialog } from './key-dialog.tsx';

/** Shows what only an operator may see, once this tab has one; asks for the key until then. */
export function OperatorGate({ children }: { children: (operator: Operator) => ReactNode }) {
  const operator = useOperator();
  const [asking, setAsking] = useState(true);
  if (operator) return children(operator);
  return (
    <>
      <Message title="Only an operator may see this.">
        <p>
          <button type="button" className="button" onClick={() => setAsking(true)}>
            Enter the operator key
          </button>
        </p>
      </Message>
      {asking && <KeyDialog onClose={() => setAsking(false)} />}
    </>
  );
}
