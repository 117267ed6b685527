import { type FocusEvent, type UIEvent, useEffect, useState } from 'react';

/** Someone who leaves the box is given so long, in ms, to reach the control they left it for. */
const graceMs = 600;

/**
 * Whether someone is reading a box: the pointer or the keyboard focus is in it, or it is scrolled.
 * @returns whether, and the handlers to put on the box
 */
export function useReading() {
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const [scrolled, setScrolled] = useState(false);
  const inside = pointed || focused || scrolled;
  const [lingering, setLingering] = useState(false);
  useEffect(() => {
    if (inside) {
      setLingering(true);
      return;
    }
    const timer = setTimeout(() => setLingering(false), graceMs);
    return () => clearTimeout(timer);
  }, [inside]);
  return {
    reading: inside || lingering,
    handlers: {
      onPointerEnter: () => setPointed(true),
      onPointerLeave: () => setPointed(false),
      onFocus: () => setFocused(true),
      onBlur: (event: FocusEvent<HTMLElement>) =>
        setFocused(event.currentTarget.contains(event.relatedTarget)),
      onScroll: (event: UIEvent<HTMLElement>) => setScrolled(event.currentTarget.scrollTop > 0),
    },
  };
}
