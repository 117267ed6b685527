import { useEffect, useMemo, useState } from 'react';
import type { Looker } from '../../asks.ts';
import type { View } from '../../view.ts';

const minuteMs = 60_000;

/** The view with the present minute and the browser's time zone, which may change under way. */
export function useLooker(view: View): Looker {
  const [now, setNow] = useState(currentMinute);
  useEffect(() => {
    const timer = setInterval(() => setNow(currentMinute), 1_000);
    return () => clearInterval(timer);
  }, []);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return useMemo(() => ({ view, now, zone }), [view, now, zone]);
}

function currentMinute(): number {
  return Math.floor(Date.now() / minuteMs) * minuteMs;
}
