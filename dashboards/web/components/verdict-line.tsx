import type { CellStatus } from '../../console-api.ts';
import { type VerdictLevel, verdictOf } from '../../verdict.ts';
import { useAnnouncement } from '../data/use-announcement.ts';
import { CheckIcon, ClockIcon, DotIcon, WarningIcon } from './icons.tsx';

const icons: Readonly<Record<VerdictLevel, () => React.JSX.Element>> = {
  good: CheckIcon,
  late: ClockIcon,
  attention: WarningIcon,
  idle: DotIcon,
};

/** The state of the cell in words; screen readers announce it when it changes. */
export function VerdictLine({ status }: { status: CellStatus }) {
  const verdict = verdictOf(status);
  const spoken = useAnnouncement(`${verdict.title}. ${verdict.text}`);
  const LevelIcon = icons[verdict.level];
  return (
    <div className={`verdict level-${verdict.level}`}>
      <p className="verdict-title">
        <LevelIcon />
        {verdict.title}
      </p>
      <p className="verdict-text">
        {verdict.text} {verdict.see && <a href={`#/${verdict.see}`}>Which, and why</a>}
      </p>
      <p className="visually-hidden" aria-live="polite">
        {spoken}
      </p>
    </div>
  );
}
