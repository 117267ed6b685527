import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { pictureEvents } from './picture-events.ts';

/** Whether the page is being printed or taken as a picture, with all that there is. */
export function usePrinting(): boolean {
  const [isPrinting, setPrinting] = useState(false);
  useEffect(() => {
    const begin = () => flushSync(() => setPrinting(true));
    const end = () => setPrinting(false);
    for (const name of ['beforeprint', pictureEvents.before]) addEventListener(name, begin);
    for (const name of ['afterprint', pictureEvents.after]) addEventListener(name, end);
    return () => {
      for (const name of ['beforeprint', pictureEvents.before]) removeEventListener(name, begin);
      for (const name of ['afterprint', pictureEvents.after]) removeEventListener(name, end);
    };
  }, []);
  return isPrinting;
}
