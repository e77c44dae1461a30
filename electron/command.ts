/** The switch that makes the app's program the command line: `Adit --cli doctor`. */
const SWITCH = '--cli';

/**
 * The command line as Node gives it to a program, with the switch taken out; undefined where it is not there. It counts in
 * the first place alone, since behind it everything belongs to a command. `isDevelopment`: the arguments begin with the
 * app's own path, which those of a packaged app do not.
 */
export function commandOf(argv: readonly string[], isDevelopment: boolean): string[] | undefined {
  const at = isDevelopment ? 2 : 1;
  return argv[at] === SWITCH ? [argv[0] ?? 'adit', 'adit', ...argv.slice(at + 1)] : undefined;
}

/** Runs a command of the headless program, and ends this one with its exit code: Electron would go on without a window. */
export async function runCommand(argv: string[], load: () => Promise<unknown>): Promise<void> {
  process.argv = argv;
  await load();
  await Promise.all([process.stdout, process.stderr].map(written));
  process.exit();
}

/** Resolves when what was printed has been written, or cannot be. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (!stream.writable) resolve();
    else stream.write('', () => resolve());
  });
}
