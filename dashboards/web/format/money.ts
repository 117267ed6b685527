function isNumeric(text: string): text is `${number}` {
  return /^-?\d+(\.\d+)?$/.test(text);
}

/**
 * Formats a decimal string with its currency code and keeps every digit: it never becomes a binary
 * number. What is not a plain decimal, or not a currency code, is shown as it came.
 */
export function formatMoney(amount: string, currency: string): string {
  if (!isNumeric(amount) || !/^[A-Z]{3}$/.test(currency)) return `${amount} ${currency}`;
  const given = amount.split('.')[1]?.length ?? 0;
  const base = new Intl.NumberFormat(undefined, { style: 'currency', currency, currencyDisplay: 'code' });
  const usual = base.resolvedOptions().maximumFractionDigits ?? 2;
  if (given <= usual) return base.format(amount);
  return new Intl.NumberFormat(undefined, {
    style: 'currency',
    currency,
    currencyDisplay: 'code',
    minimumFractionDigits: given,
  }).format(amount);
}
