function isNumeric(text: string): text is `${number}` {
  return /^-?\d+(\.\d+)?$/.test(text);
}

/**
 * A decimal string with its currency's code, every given digit kept: never through a binary number.
 * What is not a plain decimal or no currency code is shown as it came.
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
