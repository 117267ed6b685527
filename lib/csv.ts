/**
 * A CSV file of a header and rows, quoted as in RFC 4180, a line feed between them. A text that a spreadsheet
 * would take for a formula is put behind an apostrophe, as whoever named it may mean harm
 * (https://owasp.org/www-community/attacks/CSV_Injection); numbers stay as they are.
 */
export function csv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(field).join(',')).join('\n');
}

function field(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
