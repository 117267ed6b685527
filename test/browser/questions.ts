import type { Request } from 'playwright-core';
import { type Batch, batchResource } from '../../dashboards/batch.ts';

/** What a request of the console asks the cell, each as the address that a GET of its own would have. */
export function questionsOf(request: Request): readonly URL[] {
  const url = new URL(request.url());
  if (!url.pathname.endsWith(`/api/${batchResource}`)) return [url];
  const { questions }: Batch = request.postDataJSON();
  return questions.map((question) => new URL(question, url));
}
