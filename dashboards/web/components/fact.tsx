import type { ReactNode } from 'react';

interface FactProps {
  readonly name: string;
  readonly children: ReactNode;
  readonly detail?: ReactNode;
}

/** One of the facts at the top of a page. */
export function Fact({ name, children, detail }: FactProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
      {detail && <dd className="fact-detail">{detail}</dd>}
    </div>
  );
}
