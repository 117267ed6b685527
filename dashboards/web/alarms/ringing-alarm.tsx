import { conditionText } from '../../alarm-words.ts';
import type { ListedAlarm } from '../../console-api.ts';
import { Panel } from '../components/panel.tsx';
import { formatDuration } from '../format/durations.ts';
import { AlarmState } from './alarm-state.tsx';
import { Markdown } from './markdown.tsx';

interface RingingAlarmProps {
  readonly alarm: ListedAlarm;
  readonly asOf: string;
  /** Its runbook was asked for. */
  readonly isAsked: boolean;
}

/** An alarm that rings, or that somebody asked for: what it means, and its runbook. */
export function RingingAlarm({ alarm, asOf, isAsked }: RingingAlarmProps) {
  const { name, state, since, reason, description, condition, runbook } = alarm;
  const rings = state === 'ALARM';
  return (
    <Panel
      className={rings ? `ringing ringing-${alarm.severity}` : ''}
      title={name}
      {...(runbook && { help: runbook.title })}
      actions={<AlarmState alarm={alarm} />}
    >
      <p>{description}</p>
      <dl className="alarm-facts">
        <div>
          <dt>{rings ? 'Rings for' : 'Quiet for'}</dt>
          <dd>{formatDuration(Date.parse(asOf) - Date.parse(since))}</dd>
        </div>
        <div>
          <dt>Value against threshold</dt>
          <dd>{conditionText(condition)}</dd>
        </div>
        <div>
          <dt>Why</dt>
          <dd>{reason}</dd>
        </div>
      </dl>
      {runbook && (
        <details className="runbook" open={isAsked}>
          <summary>Runbook: what to do</summary>
          <Section title="What it means" text={runbook.description} />
          <Section title="How to look" text={runbook.investigation} />
          <Section title="What to do" text={runbook.resolution} />
          <Section title="How to know that it is over" text={runbook.over} />
        </details>
      )}
    </Panel>
  );
}

function Section({ title, text }: { title: string; text: string }) {
  if (text === '') return null;
  return (
    <section>
      <h3>{title}</h3>
      <Markdown text={text} />
    </section>
  );
}
