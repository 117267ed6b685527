import type { ReactNode } from 'react';

/** What a panel shows in place of content that is loading, empty or failed, and what to do. */
export function Message({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="message">
      <p className="message-title">{title}</p>
      {children && <div>{children}</div>}
    </div>
  );
}
