import { stages } from '../../../schemas/stages.ts';
import type { Flow } from './flow.ts';

/** The vertical middle of each lane, in percent: all lanes have the same height. */
const middles = stages.map((_, index) => ((index + 0.5) * 100) / stages.length);

/** The curves from the one entrance to every lane, or from every lane to the one exit. */
export function Fan({ side, flows }: { side: 'in' | 'out'; flows: readonly Flow[] }) {
  return (
    <svg className={`fan fan-${side}`} viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
      {middles.map((middle, index) => {
        const [from, to] = side === 'in' ? [50, middle] : [middle, 50];
        const line = `M0 ${from} C55 ${from} 45 ${to} 100 ${to}`;
        return (
          <g key={middle} className={`flow-${flows[index] ?? 'still'}`}>
            <path className="fan-line" d={line} />
            <path className="fan-dots" d={line} />
          </g>
        );
      })}
    </svg>
  );
}
