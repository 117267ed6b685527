import type { CellStatus } from '../../console-api.ts';
import type { StatPanel } from '../../pages/panels.ts';
import { type CellFigure, cellFigures } from '../../status-figures.ts';
import { formatFigure } from '../format/figure.ts';
import { WarningIcon } from './icons.tsx';

/** A row of figures, as their definitions say. */
export function Tiles({ panels, status }: { panels: readonly StatPanel<CellFigure>[]; status: CellStatus }) {
  return (
    <dl className="tiles">
      {panels.map((panel) => {
        const value = cellFigures[panel.source](status);
        if (panel.optional && value === null) return null;
        const wrong = panel.expectZero === true && value !== null && value !== 0;
        return (
          <div key={panel.id} className={wrong ? 'tile tile-wrong' : 'tile'} title={panel.help}>
            <dt>{panel.title}</dt>
            <dd>
              {wrong && <WarningIcon />}
              {value === null && panel.awaits !== undefined ? (
                <span className="tile-awaits">{panel.awaits}</span>
              ) : panel.href === undefined ? (
                formatFigure(value, panel.unit)
              ) : (
                <a
                  href={panel.href}
                  aria-label={`${panel.title}: ${formatFigure(value, panel.unit)}, show them`}
                >
                  {formatFigure(value, panel.unit)}
                </a>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
