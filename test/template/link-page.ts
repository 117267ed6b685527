/**
 * Whether a method of a template is of the page of links to alerts, which people open without a key:
 * what they may do is signed in its address.
 */
export function opensLinks(method: object): boolean {
  return JSON.stringify(method).includes('"AlertLinks');
}
