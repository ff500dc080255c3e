/**
 * Calls `act` when the process that forked this one has closed the channel or has ended. It may have ended before this
 * process could listen: then `act` is called immediately.
 */
export function onParentEnd(act: () => void): void {
  process.once('disconnect', act);
  if (!process.connected) act();
}
