import { Fragment } from 'react';
import type { MisreadPart } from './misread-words.ts';

interface MisreadLineProps {
  readonly parts: readonly MisreadPart[];
  /** The address without them. */
  readonly href: string;
}

/** Parts that are named, and characters of each: an address may say anything. */
const mostNamed = 5;
const longestNamed = 60;

/** Says what of the address has no meaning and what is shown instead, and takes it out of the address. */
export function MisreadLine({ parts, href }: MisreadLineProps) {
  if (parts.length === 0) return null;
  const more = parts.length - mostNamed;
  return (
    <div className="misread">
      <p role="status">
        Not understood in the address:{' '}
        {parts.slice(0, mostNamed).map((part, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an address may say the same thing twice
          <Fragment key={place}>
            {place > 0 && ', '}
            <code>{shortened(`${part.name}=${part.value}`)}</code> ({part.instead})
          </Fragment>
        ))}
        {more > 0 && ` and ${more} more`}.
      </p>
      {/* In the place of the entry in the browser's history, so that back does not lead to it again. */}
      <button type="button" className="quiet-button" onClick={() => location.replace(href)}>
        Remove from the address
      </button>
    </div>
  );
}

function shortened(text: string): string {
  return text.length > longestNamed ? `${text.slice(0, longestNamed)}…` : text;
}
