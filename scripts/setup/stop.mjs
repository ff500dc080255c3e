/** What ends a script: a sentence for the user that says what is missing and what to do. */
export class Stop extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
