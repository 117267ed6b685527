import type { AnomalyScore, ScoredSpan } from '../../core/analytics/anomaly/scores.ts';
import { timestampSql, withinSql } from './sql.ts';
import { scoreKeys, scoresTable } from './tables.ts';

const values = ['stage', 'exceptions', 'day', 'observed', 'expected', 'score', 'episode'] as const;

const minuteMs = 60_000;

/** Digits after the point, beyond which no two looks need agree. */
const digits = { expected: 1, score: 3 } as const;

/**
 * Puts the scores of spans in place of what stands in them. Keys that stood and are not among the scores come in
 * without values, and their rows go. A row that was judged by counts read later stays, and one that would not change
 * is left alone: a table in which nothing changes gets no new files.
 * @param judgedAt ms since the epoch
 */
export function mergeScoresSql(spans: readonly ScoredSpan[], judgedAt: number): string {
  const at = timestampSql(judgedAt);
  const standing = `(${spans.map(({ metric, from, until }) => `(metric = ${textSql(metric)} AND ${withinSql('time', [{ from, to: until }])})`).join(' OR ')})`;
  const columns = [...scoreKeys, ...values].join(', ');
  const stood = `SELECT ${scoreKeys.join(', ')}, CAST(NULL AS varchar), CAST(NULL AS boolean), CAST(NULL AS varchar), CAST(NULL AS bigint), CAST(NULL AS varchar), CAST(NULL AS varchar), CAST(NULL AS boolean) FROM ${scoresTable.name} WHERE ${standing}`;
  const both = `SELECT ${columns} FROM ${scoresSql(spans)} UNION ALL ${stood}`;
  const taken = values.map((name) => `${aggregateOf(name)}(${name}) AS ${name}`);
  const keys = scoreKeys.join(', ');
  const source = `SELECT ${keys}, ${taken.join(', ')} FROM (${both}) b GROUP BY ${keys}`;
  const [from, to] = [
    Math.min(...spans.map((span) => span.from)),
    Math.max(...spans.map((span) => span.until)),
  ];
  const same = [withinSql('t.time', [{ from, to }]), ...scoreKeys.map((key) => `t.${key} = s.${key}`)];
  const differs = values.map((name) => `t.${name} <> s.${name}`).join(' OR ');
  const set = [...values.map((name) => `${name} = s.${name}`), `judgedat = ${at}`].join(', ');
  const inserted = [...scoreKeys, ...values].map((name) => `s.${name}`).join(', ');
  return `MERGE INTO ${scoresTable.name} t USING (${source}) s ON ${same.join(' AND ')} WHEN MATCHED AND t.judgedat <= ${at} AND s.stage IS NULL THEN DELETE WHEN MATCHED AND t.judgedat <= ${at} AND (${differs}) THEN UPDATE SET ${set} WHEN NOT MATCHED THEN INSERT (${columns}, judgedat) VALUES (${inserted}, ${at})`;
}

/** The one value that a key has, or none. */
function aggregateOf(name: (typeof values)[number]): string {
  return name === 'exceptions' || name === 'episode' ? 'bool_or' : 'max';
}

/**
 * The scores as rows. What all scores of a span have is said once, and times are minutes since the epoch: rows are
 * short, for what a statement may say is limited.
 */
function scoresSql(spans: readonly ScoredSpan[]): string {
  const told = spans.map(
    ({ metric, stage, exceptions }, index) =>
      `(${index}, ${textSql(metric)}, ${textSql(stage)}, ${exceptions})`,
  );
  const rows = spans.flatMap(({ scores }, index) => scores.map((score) => rowSql(index, score)));
  const time = `${timestampSql(0)} + minute * INTERVAL '1' MINUTE AS time`;
  const columns = [...scoreKeys, ...values].map((name) => (name === 'time' ? time : name));
  return `(SELECT ${columns.join(', ')} FROM (VALUES ${rows.join(', ')}) r (span, bucket, minute, day, observed, expected, score, episode) JOIN (VALUES ${told.join(', ')}) m (told, metric, stage, exceptions) ON span = told) n`;
}

function rowSql(span: number, score: AnomalyScore): string {
  return `(${[
    ...[span, textSql(score.bucket), score.at / minuteMs, textSql(score.day), Math.round(score.observed)],
    ...[numberSql(score.expected, digits.expected), numberSql(score.score, digits.score)],
    score.isEpisode,
  ].join(', ')})`;
}

/** A number as exact text. Zero has no sign, or rows would differ by it. */
function numberSql(value: number, places: number): string {
  return textSql((Number(value.toFixed(places)) + 0).toFixed(places));
}

/** Names of the code's own, and of metrics, in which a vendor's id is encoded: none holds a quote. */
function textSql(name: string): string {
  return `'${name}'`;
}
