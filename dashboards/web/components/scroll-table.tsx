import type { HTMLAttributes, ReactNode } from 'react';

interface ScrollTableProps extends HTMLAttributes<HTMLElement> {
  readonly label: string;
  readonly children: ReactNode;
}

/** A table in a box of fixed height that can be scrolled by keyboard too. */
export function ScrollTable({ label, children, ...rest }: ScrollTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className="scroll-table" aria-label={label} tabIndex={0} {...rest}>
      <table>
        <caption className="visually-hidden">{label}</caption>
        {children}
      </table>
    </section>
  );
}
