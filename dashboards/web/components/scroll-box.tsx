import {
  type HTMLAttributes,
  type ReactNode,
  type Ref,
  useCallback,
  useImperativeHandle,
  useRef,
} from 'react';

interface ScrollBoxProps extends HTMLAttributes<HTMLElement> {
  readonly label: string;
  readonly ref?: Ref<HTMLElement | null>;
  readonly children: ReactNode;
}

/** A box that can be scrolled by keyboard too, and shows where it goes on to the right and to the left. */
export function ScrollBox({ label, ref, children, ...rest }: ScrollBoxProps) {
  const box = useRef<HTMLElement>(null);
  useImperativeHandle<HTMLElement | null, HTMLElement | null>(ref, () => box.current, []);
  const watch = useCallback((element: HTMLElement) => {
    box.current = element;
    return watchOverflow(element);
  }, []);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section ref={watch} aria-label={label} tabIndex={0} {...rest}>
      {children}
    </section>
  );
}

/**
 * Keeps the attributes `data-goes-on` and `data-goes-back` as long as there is more beyond the right edge or the
 * left one, for the style sheet.
 */
function watchOverflow(box: HTMLElement): () => void {
  const mark = () => {
    box.toggleAttribute('data-goes-back', box.scrollLeft > 1);
    const rest = box.scrollWidth - box.clientWidth - box.scrollLeft;
    box.toggleAttribute('data-goes-on', rest > 1);
  };
  const watcher = new ResizeObserver(mark);
  watcher.observe(box);
  for (const child of box.children) watcher.observe(child);
  box.addEventListener('scroll', mark, { passive: true });
  return () => {
    watcher.disconnect();
    box.removeEventListener('scroll', mark);
  };
}
