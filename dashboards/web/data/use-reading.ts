import { type FocusEvent, type UIEvent, useState } from 'react';

/**
 * Whether someone is reading a box: the pointer or the keyboard focus is in it, or it is scrolled.
 * @returns whether, and the handlers to put on the box
 */
export const useReading = () => {
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const [scrolled, setScrolled] = useState(false);
  return {
    reading: pointed || focused || scrolled,
    handlers: {
      onPointerEnter: () => setPointed(true),
      onPointerLeave: () => setPointed(false),
      onFocus: () => setFocused(true),
      onBlur: (event: FocusEvent<HTMLElement>) =>
        setFocused(event.currentTarget.contains(event.relatedTarget)),
      onScroll: (event: UIEvent<HTMLElement>) => setScrolled(event.currentTarget.scrollTop > 0),
    },
  };
};
