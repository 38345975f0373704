/** What the greeter says. */
export function greeting(name: string): string {
  return `Hello ${name}`;
}
