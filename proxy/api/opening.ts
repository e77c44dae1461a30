import type { Socket } from 'node:net';

/** Who takes a new connection, by what it says first. */
export interface Takers {
  http1(socket: Socket): void;
  http2(socket: Socket): void;
  /** It has said nothing in time that tells which. */
  late(socket: Socket): void;
}

/** How every connection of HTTP/2 begins, and none of HTTP/1.1 (RFC 9113, section 3.4). */
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

/** New connections, until their first bytes tell which protocol they speak. */
export class Opening {
  readonly #waiting = new Set<Socket>();
  readonly #limitMs: number;
  readonly #takers: Takers;

  /** `limitMs`: how long a connection may stay silent, in milliseconds. */
  constructor(limitMs: number, takers: Takers) {
    this.#limitMs = limitMs;
    this.#takers = takers;
  }

  /** Gives a connection to its taker, paused, with all of its bytes still to be read. */
  take(socket: Socket): void {
    let seen: Buffer | undefined;
    const look = (bytes: Buffer) => {
      seen = seen === undefined ? bytes : Buffer.concat([seen, bytes]);
      const isPreface = PREFACE.subarray(0, seen.length).equals(seen.subarray(0, PREFACE.length));
      if (isPreface && seen.length < PREFACE.length) return;
      socket.pause();
      socket.unshift(seen);
      leave();
      this.#takers[isPreface ? 'http2' : 'http1'](socket);
    };
    const leave = () => {
      clearTimeout(timer);
      this.#waiting.delete(socket);
      socket.off('data', look).off('end', end).off('error', ignore).off('close', leave);
    };
    const end = () => socket.destroy();
    const timer = setTimeout(() => {
      leave();
      socket.on('error', ignore);
      this.#takers.late(socket);
    }, this.#limitMs);
    this.#waiting.add(socket);
    socket.on('data', look).on('end', end).on('error', ignore).on('close', leave);
  }

  /** Ends the connections that have not said anything yet. */
  close(): void {
    for (const socket of this.#waiting) socket.destroy();
  }
}

function ignore(): void {}
