import { Fragment, type ReactNode } from 'react';

/** What the runbooks use of Markdown: paragraphs, blocks and spans of code, and links, shown as text. */
export function Markdown({ text }: { text: string }) {
  const parts = text.split(/^```\w*\n([\s\S]*?)^```$/m);
  return parts.map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the text of a heading does not change
      <pre key={index}>{part}</pre>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the text of a heading does not change
      <Fragment key={index}>{paragraphs(part)}</Fragment>
    ),
  );
}

function paragraphs(text: string): ReactNode {
  return text
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) =>
      paragraph.startsWith('|') ? (
        <pre key={paragraph}>{paragraph}</pre>
      ) : (
        <p key={paragraph}>{spans(paragraph)}</p>
      ),
    );
}

function spans(paragraph: string): ReactNode {
  const plain = paragraph.replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1').replaceAll('**', '');
  return plain.split('`').map((part, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the text of a heading does not change
    index % 2 === 1 ? <code key={index}>{part}</code> : part,
  );
}
