import { WarningIcon } from './icons.tsx';

/** A status; an exception carries an icon besides its colour. */
export function StatusWord({ status, kind }: { status: string; kind: string }) {
  return (
    <span className={`status status-${kind}`}>
      {kind === 'exception' && <WarningIcon />}
      {status}
      {kind === 'exception' && <span className="visually-hidden"> (exception)</span>}
    </span>
  );
}
