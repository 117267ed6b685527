import { useEffect } from 'react';
import { DeadLetters } from '../dead-letters/dead-letters.tsx';
import { OperatorGate } from '../operator/operator-gate.tsx';

/** What failed and was set aside: find it, read it, put it right. */
export function DeadLettersPage() {
  useEffect(() => {
    document.title = 'Dead letters · Invoice events';
  }, []);
  return (
    <div className="page">
      <h1>Dead letters</h1>
      <OperatorGate>{(operator) => <DeadLetters operator={operator} />}</OperatorGate>
    </div>
  );
}
