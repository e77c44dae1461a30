import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A client that writes its own bytes, since fetch and the SDKs are too well behaved for some tests. */
export interface RawClient extends Disposable {
  readonly socket: Socket;
  /** All that has come so far. */
  text(): string;
  /** Resolves to all that has come, once it matches; rejects after two seconds with what there is. */
  received(pattern: RegExp, milliseconds?: number): Promise<string>;
  /** Resolves when the connection is closed. */
  readonly closed: Promise<unknown>;
}

/** Connects to a listener and writes these bytes, if any. */
export async function speak(url: string, bytes: string | Buffer = ''): Promise<RawClient> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname.replace(/^\[|\]$/g, ''));
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  // A reset is one of the ways in which a connection ends.
  socket.on('error', () => {});
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await once(socket, 'connect');
  if (bytes.length > 0) socket.write(bytes);
  const text = () => Buffer.concat(chunks).toString();
  return {
    socket,
    text,
    closed,
    async received(pattern, milliseconds = 2000) {
      const deadline = performance.now() + milliseconds;
      while (!pattern.test(text())) {
        if (performance.now() > deadline) throw new Error(`Never came: ${pattern}, only ${text().slice(0, 500)}`);
        await delay(2);
      }
      return text();
    },
    [Symbol.dispose]: () => socket.destroy(),
  };
}

/** The head of a POST, and its body where one is given. */
export function postText(path: string, headers: Record<string, string | number>, body = ''): string {
  const lines = Object.entries({ host: '127.0.0.1', ...headers }).map(([name, value]) => `${name}: ${value}`);
  return `POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}
