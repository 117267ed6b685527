/** Has the browser save a file. */
export function download(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser takes hold of the content in its own time.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** A name that says what is in the file, and as of when: `finance-2026-11-27T0930Z.png`. */
export function fileName(title: string, asOf: number | undefined, kind: 'csv' | 'json' | 'png'): string {
  const words = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const time = new Date(asOf ?? Date.now()).toISOString().slice(0, 16).replaceAll(':', '');
  return `${words}-${time}Z.${kind}`;
}
