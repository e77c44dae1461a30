import { once } from 'node:events';

/**
 * Prints to stdout as fast as its reader reads. A reader that has enough (`| head`) ends the program quietly, as it ends
 * other tools.
 */
export class Printer {
  readonly #stream: NodeJS.WriteStream;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      throw error;
    });
  }

  /** Resolves when more may be printed. */
  async print(text: string): Promise<void> {
    if (!this.#stream.write(text)) await once(this.#stream, 'drain');
  }
}
