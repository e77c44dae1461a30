import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface Options {
  help: boolean;
  /** Half a minute instead of some minutes; too short to be written down. */
  quick: boolean;
  /** Where the numbers go as JSON, beside the page. */
  json: string | undefined;
}

export const HELP = `Measures Adit against floors, against the AWS SDK and against no proxy at all, in one interleaved run.
Writes BENCHMARKS.md. Leave the machine alone meanwhile: every subject shares its cores with the rest.

  npm run bench -- [options]

  --quick      half a minute; prints the page and leaves BENCHMARKS.md as it is
  --json FILE  also writes the numbers as JSON
  --help       this text`;

/** Reads the command line; throws on what it does not know. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
    },
  });
  return { help: values.help, quick: values.quick, json: values.json };
}
