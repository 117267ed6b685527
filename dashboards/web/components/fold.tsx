import { type ReactNode, useState } from 'react';
import { usePrinting } from '../data/use-printing.ts';

interface FoldProps {
  readonly title: string;
  readonly className: string;
  /** Whether it is open until somebody folds it. */
  readonly isFirst?: boolean;
  readonly children: ReactNode;
}

/** A part that can be folded away on the screen, and never on paper or in a picture. */
export function Fold({ title, className, isFirst = false, children }: FoldProps) {
  const [isOpen, setOpen] = useState(isFirst);
  const isPrinting = usePrinting();
  return (
    <details
      className={className}
      open={isOpen || isPrinting}
      onToggle={({ currentTarget }) => {
        if (!isPrinting) setOpen(currentTarget.open);
      }}
    >
      <summary>{title}</summary>
      {children}
    </details>
  );
}
