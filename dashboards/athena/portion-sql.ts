/**
 * A decimal ÷ a whole number, rounded to millionths, half to even, whatever its size. Athena rounds quotients
 * of decimals its own way and DuckDB divides them as floating-point numbers, so the quotient is guessed as
 * a floating-point number, guessed once more of what the first guess leaves, and put right by the exact rest,
 * which both engines work out in decimals.
 */
export function quotientSql(dividend: string, over: number): string {
  const unit = `CAST(${over} * 0.000001 AS decimal(18, 6))`;
  const guess = (of: string) =>
    `CAST(round(CAST(${of} AS double) / CAST(${unit} AS double)) AS decimal(31, 0))`;
  const first = guess(dividend);
  const left = `(${dividend} - ${first} * ${unit})`;
  const second = guess(left);
  const rest = `(${left} - ${second} * ${unit})`;
  const millionths = `(${first} + ${second})`;
  const isOver = `abs(${rest}) * 2 > ${unit} OR (abs(${rest}) * 2 = ${unit} AND ${millionths} % 2 <> 0)`;
  const correction = `CASE WHEN ${isOver} THEN CASE WHEN ${rest} > 0 THEN 1 ELSE -1 END ELSE 0 END`;
  return `(CAST(${millionths} + ${correction} AS decimal(31, 0)) * 0.000001)`;
}
