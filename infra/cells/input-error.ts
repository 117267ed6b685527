/**
 * Something given to the app that it cannot use, with the next step: no fault of the app, so nobody
 * needs its stack.
 */
export class InputError extends Error {
  readonly next: string;

  constructor(message: string, next: string) {
    super(message);
    this.name = 'InputError';
    this.next = next;
  }
}
