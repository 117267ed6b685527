import type { ReactNode } from 'react';
import { Message } from '../components/message.tsx';

/** Shown for an address of the console that has no page. @param children what of it is not known */
export function UnknownPage({ children }: { readonly children: ReactNode }) {
  return (
    <div className="page">
      <h1>No such page</h1>
      <Message title="This address leads nowhere.">
        <p>
          {children} Go to the <a href="#/">live page</a>, or find an invoice or a vendor at the top.
        </p>
      </Message>
    </div>
  );
}
