import { createHash } from 'node:crypto';
import type { OpenedLink } from '../../operations/alerts/links.ts';
import type { AlertAct, ListedAlert } from '../core/alerts/listed-alert.ts';
import type { AlertSettings } from '../core/alerts/policy.ts';
import type { BemsError } from '../core/errors.ts';

/** Alarms named on the page, the first to ring first. */
const namedAlarms = 8;

const style = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 40rem; margin: 3rem auto; padding: 0 1.25rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1rem; margin: 1.25rem 0; }
dt { opacity: .75; }
dd { margin: 0; }
ul { padding-left: 1.1rem; }
.critical { font-weight: 600; color: light-dark(#b3261e, #ff8a80); }
button { font: inherit; font-weight: 600; padding: .6rem 1.25rem; border: 0; border-radius: 7px;
  background: light-dark(#1f4fd8, #8fb0ff); color: light-dark(#fff, #10182b); cursor: pointer; }
button:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
`;

const styleHash = createHash('sha256').update(style).digest('base64');

/** The page loads nothing, runs nothing, goes into no frame, and keeps its address to itself. */
export const pageHeaders = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'Content-Security-Policy': [
    ...["default-src 'none'", `style-src 'sha256-${styleHash}'`, "form-action 'self'"],
    ...["base-uri 'none'", "frame-ancestors 'none'"],
  ].join('; '),
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Robots-Tag': 'noindex',
};

const buttons: Readonly<Record<AlertAct, string>> = { ack: 'Acknowledge', resolve: 'Declare it over' };

const consequences: Readonly<Record<AlertAct, string>> = {
  ack: 'Nobody else is told of it, unless it becomes more severe. It is announced once more when it is over.',
  resolve: 'It counts as over, and everybody who was told hears so. Whatever rings anew opens it again.',
};

/** What a link is about: with a button where there is something to do, or what came of it. */
export function alertPage(
  { link, alert }: OpenedLink,
  { cell }: AlertSettings,
  { isDone }: { readonly isDone: boolean },
): string {
  const settled = isDone || alert.state === 'over' || (link.act === 'ack' && alert.state === 'acknowledged');
  const answer = settled
    ? `<p role="status"><strong>${escaped(stateText(alert))}</strong> ${isDone ? 'You can close this page.' : 'There is nothing left to do here.'}</p>`
    : `<p>${escaped(consequences[link.act])}</p>
<form method="post"><button type="submit">${escaped(buttons[link.act])}</button></form>
<p><small>It is noted as done by ${escaped(link.contact)}. The link works until ${time(new Date(link.expiresAt).toISOString())}.</small></p>`;
  return htmlPage(
    alert.headline,
    `<p class="${alert.severity}">${escaped(alert.severity)}, cell ${escaped(cell)}</p>
<dl>
<dt>Alert</dt><dd>${escaped(alert.id)}</dd>
<dt>State</dt><dd>${escaped(stateText(alert))}</dd>
<dt>Since</dt><dd>${time(alert.since)}</dd>
</dl>
<ul>
${alarmItems(alert)}
</ul>
${answer}`,
  );
}

/** Why a link does nothing, and what to do instead. */
export function refusalPage({ code, message, nextStep }: BemsError): string {
  return htmlPage(
    'This link does nothing',
    `<p>${escaped(message)} ${escaped(nextStep)}</p><p><small>${escaped(code)}</small></p>`,
  );
}

function stateText({ state, acknowledged, resolved, until }: ListedAlert): string {
  if (state === 'acknowledged' && acknowledged)
    return `Acknowledged by ${acknowledged.by} at ${acknowledged.at}.`;
  if (state === 'over')
    return resolved ? `Declared over by ${resolved.by} at ${resolved.at}.` : `Over since ${until}.`;
  return 'Open: nobody looks after it yet.';
}

function alarmItems({ alarms }: ListedAlert): string {
  const items = alarms
    .slice(0, namedAlarms)
    .map(
      ({ name, means, ringing }) => `<li>${escaped(name)}${ringing ? '' : ' (over)'}: ${escaped(means)}</li>`,
    );
  const others = alarms.length - namedAlarms;
  return [...items, ...(others > 0 ? [`<li>and ${others} more</li>`] : [])].join('\n');
}

function time(at: string): string {
  return `<time datetime="${escaped(at)}">${escaped(at)}</time>`;
}

function htmlPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${body}
</main>
</body>
</html>
`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
