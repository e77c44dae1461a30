/** A command that a person may end. */
export interface Interruptible {
  readonly signal: AbortSignal;
  readonly interrupt: () => void;
}

/**
 * Runs a command that Ctrl-C ends cleanly: the signal is aborted, and once the command has come to its end the program ends
 * as a program does that was interrupted. A second Ctrl-C does not wait.
 */
export async function interruptible(run: (command: Interruptible) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    await run({ signal: controller.signal, interrupt });
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    process.stderr.write('\nadit: ended before it was done.\n');
    process.exitCode = 130;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}
