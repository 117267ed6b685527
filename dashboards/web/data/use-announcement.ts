import { useEffect, useRef, useState } from 'react';

/**
 * Changes are spoken at most this often, in ms: a screen reader must not be talked over by a live
 * page.
 */
const pauseMs = 15_000;

/**
 * What a polite live region should say: the text when it changes, but never more often than the
 * pause.
 */
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
