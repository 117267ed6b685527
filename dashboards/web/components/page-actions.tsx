import { useEffect, useRef, useState } from 'react';
import { download, fileName } from '../data/download.ts';
import { pictureOf, printWhole } from '../data/picture.ts';
import { AtWork } from './at-work.tsx';

interface PageActionsProps {
  /** Of the page. */
  readonly title: string;
  /** When its figures were read, ms since the epoch. */
  readonly asOf: number | undefined;
}

/** Takes the page along: on paper or as a PDF through the browser's dialog, or as a picture. */
export function PageActions({ title, asOf }: PageActionsProps) {
  const [state, setState] = useState<'ready' | 'drawing' | 'failed'>('ready');
  const button = useRef<HTMLButtonElement>(null);
  const wasDrawing = useRef(false);
  // A picture has no buttons, so the page hid the one that was pressed: who uses a keyboard gets it back.
  useEffect(() => {
    if (wasDrawing.current && document.activeElement === document.body)
      button.current?.focus({ preventScroll: true });
    wasDrawing.current = state === 'drawing';
  }, [state]);
  const draw = async () => {
    const page = document.querySelector<HTMLElement>('.page');
    if (!page) return;
    setState('drawing');
    try {
      download(fileName(title, asOf, 'png'), await pictureOf(page));
      setState('ready');
    } catch {
      setState('failed');
    }
  };
  return (
    <div className="page-actions">
      {state === 'failed' && (
        <span role="alert" className="stale-mark">
          The picture could not be made. Try again, or print.
        </span>
      )}
      <button type="button" className="quiet-button" onClick={() => void printWhole()}>
        Print or PDF
      </button>
      <button
        ref={button}
        type="button"
        className="quiet-button"
        aria-busy={state === 'drawing'}
        disabled={state === 'drawing'}
        onClick={() => void draw()}
      >
        Picture (PNG)
      </button>
      <AtWork
        words={state === 'drawing' ? 'Making the picture. A long page may take half a minute.' : undefined}
      />
    </div>
  );
}
