import { type FocusEvent, type UIEvent, useEffect, useState } from 'react';

/** Time to reach a control outside the box before it counts as left, in ms. */
const graceMs = 600;

/**
 * Whether a box is being read: pointer or keyboard focus is inside, or it is scrolled.
 * @returns that, and the event handlers of the box
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
