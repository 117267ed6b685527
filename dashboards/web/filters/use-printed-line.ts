import { useEffect } from 'react';

/**
 * Has every printed page say at its foot what it shows, and which page it is; browsers that draw no margins of
 * their own leave it out. A style sheet of the script's own, as the content security policy allows no other.
 */
export function usePrintedLine(text: string): void {
  useEffect(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`@page {
      @bottom-left { content: ${cssString(text)}; font: 8pt sans-serif; }
      @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; }
    }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    return () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
    };
  }, [text]);
}

/** A text as a string of CSS, whatever is in it. */
function cssString(text: string): string {
  return `"${text.replaceAll(/[^\w .,:;–-]/gu, (sign) => `\\${sign.codePointAt(0)?.toString(16)} `)}"`;
}
