import { type ReactNode, useId } from 'react';
import type { Titled } from '../../pages/dashboard.ts';
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

/** What a panel's definition says of its frame. */
export function framed({ title, help, width }: Titled): Omit<PanelProps, 'children'> {
  return { title, ...(help !== undefined && { help }), className: `width-${width ?? 'full'}` };
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
