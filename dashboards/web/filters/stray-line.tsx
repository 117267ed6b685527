import { stageNamed } from '../../../schemas/stages.ts';
import { hrefOf, type Route } from '../data/route.ts';
import { MisreadLine } from './misread-line.tsx';

/** Whether a value has a meaning. */
type Meant = (value: string) => boolean;

const anything: Meant = () => true;

/** What the addresses of pages without a view may say after the question mark, by name. */
const meant: Readonly<Partial<Record<Route['page'], ReadonlyMap<string, Meant>>>> = {
  ...{ live: new Map(), alerts: new Map(), alarms: new Map() },
  stuck: new Map([['stage', (value) => stageNamed(value) !== undefined]]),
  ...{ 'dead-letters': new Map([['invoiceId', anything]]), invoice: new Map([['back', anything]]) },
  anomaly: new Map([['back', anything]]),
};

function insteadOf(isKnown: boolean): string {
  return isKnown ? 'not narrowed by it' : 'nothing here has that name';
}

/** Says what of the address means nothing to a page that has no period and no filters in it. */
export function StrayLine({ page }: Pick<Route, 'page'>) {
  const names = meant[page];
  const [, place = '', query = ''] = /^#?\/?([^?]*)\??(.*)$/s.exec(location.hash) ?? [];
  const parameters = new URLSearchParams(query);
  const stray = names && [...parameters].filter(([name, value]) => value !== '' && !names.get(name)?.(value));
  if (!stray || stray.length === 0) return null;
  for (const [name] of stray) parameters.delete(name);
  return (
    <div className="stray">
      <MisreadLine
        parts={stray.map(([name, value]) => ({ name, value, instead: insteadOf(names.has(name)) }))}
        href={hrefOf(place, parameters)}
      />
    </div>
  );
}
