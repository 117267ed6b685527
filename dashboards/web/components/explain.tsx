import { type CSSProperties, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { InfoIcon } from './icons.tsx';

const width = 352;
const margin = 12;

interface ExplainProps {
  /** What is explained. */
  readonly title: string;
  readonly children: ReactNode;
}

/** What something is: behind a button beside its name. */
export function Explain({ title, children }: ExplainProps) {
  const [place, setPlace] = useState<CSSProperties>();
  const text = useId();
  const box = useRef<HTMLSpanElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const isOpen = place !== undefined;

  useEffect(() => {
    if (!isOpen) return;
    const close = () => setPlace(undefined);
    const onPointer = ({ target }: Event) => {
      if (!(target instanceof Node) || !box.current?.contains(target)) close();
    };
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') close();
    };
    addEventListener('pointerdown', onPointer);
    addEventListener('keydown', onKey);
    addEventListener('resize', close);
    // It stands still in the window, so it goes when the page moves under it.
    addEventListener('scroll', close, { capture: true });
    return () => {
      removeEventListener('pointerdown', onPointer);
      removeEventListener('keydown', onKey);
      removeEventListener('resize', close);
      removeEventListener('scroll', close, { capture: true });
    };
  }, [isOpen]);

  const toggle = () => {
    const at = button.current?.getBoundingClientRect();
    setPlace((now) => (now || !at ? undefined : placeBeside(at)));
  };

  return (
    <span ref={box} className="explain">
      <button
        ref={button}
        type="button"
        className="explain-button"
        aria-label={`What is “${title}”?`}
        aria-expanded={isOpen}
        aria-controls={isOpen ? text : undefined}
        onClick={toggle}
      >
        <InfoIcon />
      </button>
      {place && (
        <span id={text} role="note" className="explain-text" style={place} aria-live="polite">
          <strong>{title}</strong>
          {children}
        </span>
      )}
    </span>
  );
}

/** Below the button, or above it where there is more room, and always within the window. */
function placeBeside(at: DOMRect): CSSProperties {
  const wide = Math.min(width, innerWidth - 2 * margin);
  const left = Math.max(margin, Math.min(at.left - margin, innerWidth - wide - margin));
  return at.bottom > innerHeight * 0.6
    ? { left, width: wide, bottom: innerHeight - at.top + 6 }
    : { left, width: wide, top: at.bottom + 6 };
}
