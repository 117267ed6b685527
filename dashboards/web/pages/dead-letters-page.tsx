import { useEffect } from 'react';
import { DeadLetters } from '../dead-letters/dead-letters.tsx';
import { OperatorGate } from '../operator/operator-gate.tsx';

/**
 * What failed and was set aside: find it, read it, put it right.
 * @param query may name the invoice to begin with
 */
export function DeadLettersPage({ query }: { query: string | undefined }) {
  const invoiceId = new URLSearchParams(query).get('invoiceId') ?? undefined;
  useEffect(() => {
    document.title = 'Dead letters · Invoice events';
  }, []);
  return (
    <div className="page">
      <h1>Dead letters</h1>
      <OperatorGate>
        {(operator) => <DeadLetters key={invoiceId} operator={operator} invoiceId={invoiceId} />}
      </OperatorGate>
    </div>
  );
}
