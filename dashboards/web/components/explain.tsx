import { type ReactNode, useCallback, useEffect, useId, useRef, useState } from 'react';
import { InfoIcon } from './icons.tsx';
import { stayBeside } from './stay-beside.ts';

interface ExplainProps {
  /** What is explained. */
  readonly title: string;
  readonly children: ReactNode;
}

/** What something is: behind a button beside its name. */
export function Explain({ title, children }: ExplainProps) {
  const [isOpen, setOpen] = useState(false);
  const text = useId();
  const box = useRef<HTMLSpanElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const besideButton = useCallback((note: HTMLElement) => {
    if (button.current) return stayBeside(button.current, note, () => setOpen(false));
  }, []);

  useEffect(() => {
    if (!isOpen) return;
    const close = () => setOpen(false);
    const onPointer = ({ target }: Event) => {
      if (!(target instanceof Node) || !box.current?.contains(target)) close();
    };
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') close();
    };
    addEventListener('pointerdown', onPointer);
    addEventListener('keydown', onKey);
    return () => {
      removeEventListener('pointerdown', onPointer);
      removeEventListener('keydown', onKey);
    };
  }, [isOpen]);

  return (
    <span ref={box} className="explain">
      <button
        ref={button}
        type="button"
        className="explain-button"
        aria-label={`What is “${title}”?`}
        aria-expanded={isOpen}
        aria-controls={isOpen ? text : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        <InfoIcon />
      </button>
      {isOpen && (
        <span
          ref={besideButton}
          popover="manual"
          id={text}
          role="note"
          className="explain-text"
          aria-live="polite"
        >
          <strong>{title}</strong>
          {children}
        </span>
      )}
    </span>
  );
}
