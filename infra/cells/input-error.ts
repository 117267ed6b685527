/**
 * Input that the app cannot use, with the next step. It is no fault of the app, so no stack is
 * shown.
 */
export class InputError extends Error {
  readonly next: string;

  constructor(message: string, next: string) {
    super(message);
    this.name = 'InputError';
    this.next = next;
  }
}
