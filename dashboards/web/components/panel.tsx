import { type ReactNode, useId } from 'react';
import { ErrorBoundary } from './error-boundary.tsx';

interface PanelProps {
  readonly title: string;
  /** One sentence under the title. */
  readonly help?: string;
  /** Controls at the right of the title. */
  readonly actions?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A titled region of the page. */
export function Panel({ title, help, actions, className = '', children }: PanelProps) {
  const heading = useId();
  return (
    <section className={`panel ${className}`} aria-labelledby={heading}>
      <div className="panel-head">
        <div>
          <h2 id={heading}>{title}</h2>
          {help && <p className="panel-help">{help}</p>}
        </div>
        {actions && <div className="panel-actions">{actions}</div>}
      </div>
      <ErrorBoundary>{children}</ErrorBoundary>
    </section>
  );
}
