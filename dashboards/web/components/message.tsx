import type { ReactNode } from 'react';

/**
 * What a panel says instead of its content: it is loading, empty, or out of order, and what to do.
 */
export function Message({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="message">
      <p className="message-title">{title}</p>
      {children && <div>{children}</div>}
    </div>
  );
}
