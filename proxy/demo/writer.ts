import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Writes bytes into a response at the client's pace, and breaks it off in the ways a network does. */
export class Writer {
  readonly response: ServerResponse;
  /** Aborts when the client leaves. */
  readonly left: AbortSignal;
  /** Bytes per write, each flushed on its own; 0 writes whatever it is given in one piece. */
  split = 0;
  /** Whether it was us who left the response unfinished. */
  brokeOff = false;

  constructor(response: ServerResponse, left: AbortSignal) {
    this.response = response;
    this.left = left;
  }

  /** Resolves when the client has room for more, or has left. */
  async write(bytes: Buffer): Promise<void> {
    const size = this.split || bytes.length;
    for (let at = 0; at < bytes.length && !this.left.aborted; at += size) {
      const flowing = this.response.write(bytes.subarray(at, at + size));
      if (!flowing) await once(this.response, 'drain', { signal: this.left }).catch(() => undefined);
      if (this.split) await nextTurn();
    }
  }

  /** Sends these bytes and then closes the socket under the unfinished response. */
  async breakOff(bytes: Buffer): Promise<void> {
    await new Promise<unknown>((resolve) => {
      this.left.addEventListener('abort', resolve, { once: true });
      this.response.write(bytes, resolve);
    });
    this.brokeOff = true;
    this.response.destroy();
  }

  /** Resets the connection (TCP RST); what was written and not yet sent is lost. */
  reset(): void {
    this.brokeOff = true;
    this.response.socket?.resetAndDestroy();
  }
}
