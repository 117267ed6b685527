import { Component, type ReactNode } from 'react';
import { Message } from './message.tsx';

interface Props {
  readonly children: ReactNode;
}

/** Keeps a failure in one part of the page from taking down the rest. */
export class ErrorBoundary extends Component<Props, { readonly fault: string | undefined }> {
  override state = { fault: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { fault: String(error) };
  }

  override render() {
    if (this.state.fault === undefined) return this.props.children;
    return (
      <Message title="This part of the page failed.">
        <p>
          The rest goes on.{' '}
          <button type="button" className="button" onClick={() => location.reload()}>
            Reload the page
          </button>
        </p>
        <p>
          <code>{this.state.fault}</code>
        </p>
      </Message>
    );
  }
}
