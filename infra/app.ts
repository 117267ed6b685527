import { InputError } from './cells/input-error.ts';
import { newApp } from './new-app.ts';
import { synthesizeChosen } from './synthesize-chosen.ts';

try {
  synthesizeChosen(newApp());
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  console.error(`${error.message}\nNext: ${error.next}`);
  process.exitCode = 1;
}
