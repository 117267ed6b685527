import { type FormEvent, useId, useState } from 'react';
import { forgetView, keepView, longestName, useSavedViews } from '../data/saved-views.ts';

/** Keeps the present view under a name, leads to those kept before, and copies its link. */
export function SavedViews() {
  const views = useSavedViews();
  const field = useId();
  const [name, setName] = useState('');
  const [said, setSaid] = useState('');
  const keep = (event: FormEvent) => {
    event.preventDefault();
    const trimmed = name.trim();
    if (trimmed === '') return;
    keepView({ name: trimmed, href: location.hash });
    setName('');
    setSaid(`Kept as “${trimmed}” in this browser.`);
  };
  const copy = () =>
    navigator.clipboard.writeText(location.href).then(
      () => setSaid('Link copied.'),
      () => setSaid('The browser does not allow it: copy the address instead.'),
    );
  return (
    <details className="saved-views">
      <summary className="quiet-button">Saved views{views.length > 0 && ` (${views.length})`}</summary>
      <div className="saved-views-body">
        {views.length > 0 && (
          <ul aria-label="Saved views">
            {views.map((view) => (
              <li key={view.name}>
                <a href={view.href}>{view.name}</a>
                <button
                  type="button"
                  className="quiet-button"
                  aria-label={`Forget ${view.name}`}
                  onClick={() => {
                    forgetView(view.name);
                    setSaid(`“${view.name}” is forgotten.`);
                  }}
                >
                  ×
                </button>
              </li>
            ))}
          </ul>
        )}
        <form onSubmit={keep}>
          <label htmlFor={field}>Name of this view</label>
          <input
            id={field}
            value={name}
            maxLength={longestName}
            autoComplete="off"
            onChange={({ target }) => setName(target.value)}
          />
          <button type="submit" className="button">
            Keep
          </button>
          <button type="button" className="button" onClick={() => void copy()}>
            Copy link
          </button>
        </form>
        <p className="note" role="status">
          {said}
        </p>
      </div>
    </details>
  );
}
