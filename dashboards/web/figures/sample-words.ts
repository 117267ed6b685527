import type { ForecastSample } from '../../forecast-sample.ts';
import { formatCount } from '../format/numbers.ts';
import { formatAmount, formatValue } from '../format/values.ts';

/** What of a currency is simulated, how much of the money that is, and how sure the rest. */
export function sampleWords(currency: string, sample: ForecastSample): string {
  const { invoices, simulated, allFrom, openShare, error } = sample;
  const [held, offBy] = [openShare, error].map((share) => formatValue(`${share}`, 'share', undefined));
  return `${currency} is simulated from a sample of ${formatCount(simulated)} of its ${formatCount(invoices)} invoices, among them all of ${formatAmount(allFrom, currency)} or more: they have ${held} of the money that is open and stand for the rest, give or take ${offBy}; what is due by terms is exact, of all invoices.`;
}
