/** Caches every answer but a failure, so that the next call asks again. */
export function remembered<T>(ask: (about: string) => Promise<T>): (about: string) => Promise<T> {
  const answers = new Map<string, Promise<T>>();
  return (about) => {
    const known = answers.get(about);
    if (known) return known;
    const answer = ask(about);
    answers.set(about, answer);
    answer.catch(() => answers.delete(about));
    return answer;
  };
}
