import { Message } from '../components/message.tsx';

/** Shown for an address of the console that has no page. */
export function UnknownPage() {
  return (
    <div className="page">
      <h1>No such page</h1>
      <Message title="This address leads nowhere.">
        <p>
          Go to the <a href="#/">live page</a>, or find an invoice or a vendor at the top.
        </p>
      </Message>
    </div>
  );
}
