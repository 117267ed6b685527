import { visibilitySlaMinutes } from '../../service-level.ts';
import { Message } from '../components/message.tsx';

/** What to try when the cell knows no such invoice. */
export function NotFound({ invoiceId }: { invoiceId: string }) {
  return (
    <Message title="This cell knows no invoice with this id.">
      <ul className="advice">
        <li>
          Compare it with the <code>invoiceId</code> that was sent: <code>{invoiceId}</code>. Upper and lower
          case matter.
        </li>
        <li>
          Sent just now? It becomes visible within {visibilitySlaMinutes} minutes, and this page then shows it
          by itself.
        </li>
        <li>It may have gone to another cell, or been refused: the sender has the reply.</li>
      </ul>
      <p>
        Search again at the top, or pick one from the <a href="#/">latest events</a>.
      </p>
    </Message>
  );
}
