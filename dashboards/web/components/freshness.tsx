import type { ReactNode } from 'react';
import type { CellStatus } from '../../console-api.ts';
import { livePage } from '../../pages/live.ts';
import { visibilitySlaMinutes, visibilitySlaMs } from '../../service-level.ts';
import { cellFigures } from '../../status-figures.ts';
import { formatDuration } from '../format/durations.ts';
import { formatFigure } from '../format/figure.ts';
import { scalePosition } from '../format/log-scale.ts';

const marks = [
  { ms: 100, label: '0.1 s' },
  { ms: 1_000, label: '1 s' },
  { ms: 10_000, label: '10 s' },
] as const;
const sla = scalePosition(visibilitySlaMs);

interface FreshnessProps {
  readonly status: CellStatus;
  /** One sentence under the title. */
  readonly help?: string;
  readonly actions?: ReactNode;
}

/** How long events take to become visible, against the time they may take. */
export function Freshness({ status, help, actions }: FreshnessProps) {
  const { p50Ms, p99Ms, maxMs } = status.freshness;
  const met = p99Ms === null ? null : p99Ms <= visibilitySlaMs;
  return (
    <div className="freshness">
      <div className="freshness-head">
        <h2>Freshness</h2>
        <p className={met === false ? 'sla sla-missed' : 'sla'}>
          {met === null && `Target: visible within ${visibilitySlaMinutes} minutes`}
          {met === true && `Within the ${visibilitySlaMinutes}-minute target`}
          {met === false && `Over the ${visibilitySlaMinutes}-minute target`}
        </p>
        {actions && <div className="panel-actions">{actions}</div>}
        {help && <p className="panel-help">{help}</p>}
      </div>
      <dl className="freshness-figures">
        {livePage.freshness.map((panel) => (
          <div key={panel.id} title={panel.help}>
            <dt>{panel.title}</dt>
            <dd>
              {formatFigure(cellFigures[panel.source](status), panel.unit)}
              {panel.id === 'age' && status.freshness.ageMs !== null && <span className="muted"> ago</span>}
            </dd>
          </div>
        ))}
      </dl>
      <div className="scale" aria-hidden="true">
        <div className="scale-track">
          <span className="scale-beyond" style={{ left: `${sla}%` }} />
          {p50Ms !== null && p99Ms !== null && (
            <span
              className="scale-range"
              style={{ left: `${scalePosition(p50Ms)}%`, right: `${100 - scalePosition(p99Ms)}%` }}
            />
          )}
          {maxMs !== null && <span className="scale-max" style={{ left: `${scalePosition(maxMs)}%` }} />}
          <span className="scale-sla" style={{ left: `${sla}%` }} />
        </div>
        <div className="scale-labels">
          {marks.map((mark) => (
            <span key={mark.ms} style={{ left: `${scalePosition(mark.ms)}%` }}>
              {mark.label}
            </span>
          ))}
          <span className="scale-sla-label" style={{ left: `${sla}%` }}>
            {formatDuration(visibilitySlaMs)}
          </span>
        </div>
      </div>
    </div>
  );
}
