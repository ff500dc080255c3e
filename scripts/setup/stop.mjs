/** An error that ends a script with a sentence for the user: what is missing, and what to do. */
export class Stop extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
