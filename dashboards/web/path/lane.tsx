import type { Stage } from '../../../schemas/stages.ts';
import type { StageStatus } from '../../console-api.ts';
import { livePage } from '../../pages/live.ts';
import type { Rates } from '../../rates.ts';
import { stageTitles } from '../../stage-titles.ts';
import { WarningIcon } from '../components/icons.tsx';
import { formatCount } from '../format/numbers.ts';
import { flowOf } from './flow.ts';
import { Hop } from './hop.tsx';

interface LaneProps {
  readonly stage: Stage;
  readonly counts: StageStatus;
  readonly rates: Rates['stages'][Stage];
}

/** The path of one stage's events, hop by hop, and the branch of those that were set aside. */
export function Lane({ stage, counts, rates }: LaneProps) {
  const dead = counts[livePage.deadLetters.source];
  return (
    <li className={`lane stage-${stage}`}>
      <h3>{stageTitles[stage]}</h3>
      <ol className="hops">
        {livePage.hops.map((hop) => (
          <Hop
            key={hop.source}
            hop={hop}
            value={counts[hop.source]}
            rate={hop.reading === 'counter' ? rates[hop.source] : undefined}
            flow={flowOf(rates[hop.fedBy])}
          />
        ))}
      </ol>
      <p className={dead > 0 ? 'dead dead-some' : 'dead'} title={livePage.deadLetters.help}>
        {dead > 0 && <WarningIcon />}
        {formatCount(dead)} dead-lettered
      </p>
    </li>
  );
}
