import { createPortal } from 'react-dom';

/** Says at the lower edge of the window, whatever the page itself shows, what takes a while; nothing without words. */
export function AtWork({ words }: { words: string | undefined }) {
  return createPortal(
    <div role="status" className="at-work">
      {words !== undefined && <p>{words}</p>}
    </div>,
    document.body,
  );
}
