import type { HTMLAttributes, ReactNode } from 'react';
import { ScrollBox } from './scroll-box.tsx';

interface ScrollTableProps extends HTMLAttributes<HTMLElement> {
  readonly label: string;
  readonly children: ReactNode;
}

/** A table in a box of fixed height that can be scrolled by keyboard too. */
export function ScrollTable({ label, children, ...rest }: ScrollTableProps) {
  return (
    <ScrollBox className="scroll-table" label={label} {...rest}>
      <table>
        <caption className="visually-hidden">{label}</caption>
        {children}
      </table>
    </ScrollBox>
  );
}
