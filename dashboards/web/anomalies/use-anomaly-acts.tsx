import { type ReactNode, useState } from 'react';
import type {
  AnomalyActName,
  ListedAnomaly,
} from '../../../functions/core/analytics/anomaly/listed-anomaly.ts';
import { currentOperator, useOperator } from '../data/operator.ts';
import { KeyDialog } from '../operator/key-dialog.tsx';
import { AnomalyDialog } from './anomaly-dialog.tsx';

interface AnomalyActs {
  /** Asks whether to say something of an anomaly, and for the operator key before. */
  readonly ask: (anomaly: ListedAnomaly, act: AnomalyActName) => void;
  /** What is asked at present. */
  readonly dialog: ReactNode;
}

/** What operators say of anomalies. @param onDone is told once it is noted */
export function useAnomalyActs(onDone: () => void): AnomalyActs {
  const operator = useOperator();
  const [asked, setAsked] = useState<{ readonly anomaly: ListedAnomaly; readonly act: AnomalyActName }>();
  const close = (isDone: boolean) => {
    setAsked(undefined);
    if (isDone) onDone();
  };
  return {
    ask: (anomaly, act) => setAsked({ anomaly, act }),
    dialog: asked && (
      <>
        {!operator && <KeyDialog onClose={() => currentOperator() || close(false)} />}
        {operator && <AnomalyDialog {...asked} operator={operator} onClose={close} />}
      </>
    ),
  };
}
