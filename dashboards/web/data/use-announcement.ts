import { useEffect, useRef, useState } from 'react';

/** Least time between two announcements, in ms: a live page must not flood a screen reader. */
const pauseMs = 15_000;

/** The text for a polite live region: follows the given one, but never more often than the pause. */
export function useAnnouncement(text: string): string {
  const [spoken, setSpoken] = useState('');
  const lastAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const wait = Math.max(0, lastAt.current + pauseMs - performance.now());
    const timer = setTimeout(() => {
      lastAt.current = performance.now();
      setSpoken(text);
    }, wait);
    return () => clearTimeout(timer);
  }, [text]);
  return spoken;
}
