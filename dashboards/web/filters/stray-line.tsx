import { hrefOf, type Route } from '../data/route.ts';
import { MisreadLine } from './misread-line.tsx';

/** What the addresses of pages without a view may say after the question mark. */
const meant: Readonly<Partial<Record<Route['page'], readonly string[]>>> = {
  ...{ live: [], stuck: [], alerts: [], alarms: [] },
  ...{ 'dead-letters': ['invoiceId'], invoice: ['back'] },
};

/** Says what of the address means nothing to a page that has no period and no filters in it. */
export function StrayLine({ page }: Pick<Route, 'page'>) {
  const names = meant[page];
  const [, place = '', query = ''] = /^#?\/?([^?]*)\??(.*)$/s.exec(location.hash) ?? [];
  const parameters = new URLSearchParams(query);
  const stray = names && [...parameters].filter(([name, value]) => value !== '' && !names.includes(name));
  if (!stray || stray.length === 0) return null;
  for (const [name] of stray) parameters.delete(name);
  return (
    <div className="stray">
      <MisreadLine
        parts={stray.map(([name, value]) => ({ name, value, instead: 'nothing here has that name' }))}
        href={hrefOf(place, parameters)}
      />
    </div>
  );
}
