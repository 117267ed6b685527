/**
 * How n days are counted: from the invoice date; from the end of its month; or from the invoice
 * date, and then on to the end of the month they end in.
 */
export type DayCount = 'from invoice date' | 'from month end' | 'to month end';

/** What a terms code says. A missing field is left open. */
export interface CodeTerms {
  /** Counts the days until due and the days of the discount alike. */
  readonly dayCount: DayCount;
  readonly netDays?: number;
  /** Decimal text. */
  readonly discountPercent?: string;
  readonly discountDays?: number;
}

// The grammar; upper or lower case, and any white space is one space:
//
//   code      = discount | [discount separator] (then-eom | eom | net | receipt)
//   discount  = percent ["%"] "/" n                    2/10, 1.5%/7
//   separator = "," | " " | nothing before a letter    2/10, n/30 or 2/10NET30
//   net       = ("NET" | "N") n ["D" | "DAYS"]         NET30, n/30, net 30 days
//   eom       = "EOM" [["+"] n] | ["NET"] n ["DAYS"] "EOM"      EOM, EOM+10, 10 EOM, NET10 EOM
//   then-eom  = ["NET"] n ["DAYS"] [","] "THEN EOM"    NET30 THEN EOM, 30 days, then EOM
//   receipt   = "DUE ON RECEIPT" | "DUE UPON RECEIPT" | "IMMEDIATE" | "COD"
//
// A bare `n EOM` counts from month end, as English-speaking trade reads it. "n jours fin de mois"
// may lawfully mean either order and is no code for that reason: whoever maps such texts decides.
const discount = String.raw`(?<percent>\d{1,2}(?:\.\d{1,4})?)\s?%?\s?/\s?(?<days>\d{1,3})(?!\d)`;
const separator = String.raw`(?:\s?,\s?|\s|(?=[A-Z])|$)`;
const netWord = String.raw`(?:NET|N)\s?[-/]?\s?`;
const dayWord = String.raw`(?:\s?D(?:AYS?)?)?`;
const forms = [
  String.raw`(?:${netWord})?(?<then>\d{1,3})${dayWord}\s?,?\sTHEN EOM`,
  String.raw`(?:${netWord})?(?<before>\d{1,3})${dayWord}\s?EOM`,
  String.raw`EOM(?:\s?\+?\s?(?<after>\d{1,3}))?`,
  String.raw`${netWord}(?<net>\d{1,3})${dayWord}`,
  '(?<receipt>DUE (?:UP)?ON RECEIPT|IMMEDIATE|COD)',
].join('|');
const codePattern = new RegExp(`^(?:${discount}${separator})?(?:${forms})?$`);

function readCode(code: string): CodeTerms | undefined {
  const text = code.trim().toUpperCase().replaceAll(/\s+/g, ' ');
  const parts = codePattern.exec(text)?.groups;
  if (!parts || text === '') return undefined;
  const atMonthEnd = text.endsWith('EOM') || parts.after !== undefined;
  const net =
    parts.then ?? parts.before ?? parts.after ?? parts.net ?? (atMonthEnd || parts.receipt ? '0' : undefined);
  return {
    dayCount: parts.then !== undefined ? 'to month end' : atMonthEnd ? 'from month end' : 'from invoice date',
    ...(net !== undefined && { netDays: Number(net) }),
    ...(parts.percent !== undefined && { discountPercent: parts.percent }),
    ...(parts.days !== undefined && { discountDays: Number(parts.days) }),
  };
}

/**
 * Codes read so far. A company has a few dozen; the limit is for a producer that keeps inventing
 * new ones.
 */
const knownCodes = new Map<string, CodeTerms | undefined>();
const maxKnownCodes = 1_000;

/** What the code says; undefined for an unknown one. */
export function termsOfCode(code: string): CodeTerms | undefined {
  if (knownCodes.has(code)) return knownCodes.get(code);
  if (knownCodes.size >= maxKnownCodes) knownCodes.clear();
  const terms = readCode(code);
  knownCodes.set(code, terms);
  return terms;
}
