/**
 * The functions of calculated fields: docs.aws.amazon.com/quick/latest/userguide/functions-by-category.html
 */

/** What a function gives: a type, or that of an argument (by position, the last one if negative). */
export type Gives = 'number' | 'text' | 'date' | 'truth' | number;

function all(gives: Gives, names: string): readonly (readonly [string, Gives])[] {
  return names.split(/\s+/).map((name) => [name.toLowerCase(), gives]);
}

/** What sums up rows. */
export const aggregates: ReadonlyMap<string, Gives> = new Map([
  ...all(
    'number',
    `avg avgIf count countIf distinct_count distinct_countIf median medianIf percentile percentileCont
    percentileDisc stdev stdevIf stdevp stdevpIf sum sumIf var varIf varp varpIf periodToDateAvg
    periodToDateCount periodToDateMedian periodToDatePercentile periodToDatePercentileCont
    periodToDateStDev periodToDateStDevP periodToDateSum periodToDateVar periodToDateVarP`,
  ),
  ...all(0, 'max maxIf min minIf periodToDateMax periodToDateMin'),
]);

/** What is worked out over the table of a visual. */
export const tableCalculations: ReadonlyMap<string, Gives> = new Map([
  ...all(
    'number',
    `difference percentDifference avgOver countOver distinctCountOver percentileOver percentileContOver
    percentileDiscOver percentOfTotal periodOverPeriodDifference periodOverPeriodLastValue
    periodOverPeriodPercentDifference stdevOver stdevpOver sumOver varOver varpOver denseRank rank
    percentileRank runningAvg runningCount runningSum windowAvg windowCount windowSum`,
  ),
  ...all(0, 'lag lead maxOver minOver runningMax runningMin firstValue lastValue windowMax windowMin'),
]);

/** What is worked out row by row. */
export const rowFunctions: ReadonlyMap<string, Gives> = new Map([
  ...all('truth', 'in notIn isNull isNotNull contains startsWith endsWith isWorkDay'),
  ...all(
    'number',
    `abs ceil floor round exp ln log mod sqrt dateDiff extract netWorkDays decimalToInt intToDecimal
    parseInt parseDecimal strlen locate`,
  ),
  ...all(
    'text',
    `concat formatDate left ltrim parseJson replace right rtrim split substring toLower toString toUpper trim`,
  ),
  ...all('date', 'addDateTime addWorkDays epochDate now parseDate truncDate'),
  ...all(0, 'coalesce nullIf'),
  ...all(-1, 'ifelse switch'),
]);
