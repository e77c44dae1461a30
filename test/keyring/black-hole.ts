import { connect, type Socket } from 'node:net';

/**
 * Takes the name of the service of secrets on the session bus and never answers: what a keyring looks like whose prompt
 * nobody sees. https://dbus.freedesktop.org/doc/dbus-specification.html
 */
export async function openBlackHole(address: string): Promise<Disposable> {
  const path = /unix:(?:.*,)?path=([^,]+)/.exec(address)?.[1] ?? '';
  const socket = connect(path);
  await once(socket, 'connect');
  socket.write(`\0AUTH EXTERNAL ${Buffer.from(String(process.getuid?.())).toString('hex')}\r\n`);
  await once(socket, 'data');
  socket.write('BEGIN\r\n');
  socket.write(call(1, 'Hello', '', Buffer.alloc(0)));
  const name = text('org.freedesktop.secrets');
  socket.write(call(2, 'RequestName', 'su', Buffer.concat([name, pad(name.length, 4), uint32(4)])));
  await once(socket, 'data');
  socket.resume();
  return { [Symbol.dispose]: () => void socket.destroy() };
}

/** A method call to the bus itself, little endian. */
function call(serial: number, member: string, signature: string, body: Buffer): Buffer {
  const fields: readonly (readonly [code: number, type: string, value: string])[] = [
    [1, 'o', '/org/freedesktop/DBus'],
    [2, 's', 'org.freedesktop.DBus'],
    [3, 's', member],
    [6, 's', 'org.freedesktop.DBus'],
    ...(signature === '' ? [] : [[8, 'g', signature] as const]),
  ];
  let header = Buffer.alloc(0);
  for (const [code, type, value] of fields) {
    const start = Buffer.concat([header, pad(header.length, 8), Buffer.from([code, 1, type.charCodeAt(0), 0])]);
    header = Buffer.concat([start, type === 'g' ? signatureOf(value) : text(value)]);
  }
  const fixed = Buffer.concat([
    Buffer.from('l\x01\0\x01', 'latin1'),
    uint32(body.length),
    uint32(serial),
    uint32(header.length),
  ]);
  const head = Buffer.concat([fixed, header]);
  return Buffer.concat([head, pad(head.length, 8), body]);
}

function text(value: string): Buffer {
  return Buffer.concat([uint32(Buffer.byteLength(value)), Buffer.from(`${value}\0`)]);
}

function signatureOf(value: string): Buffer {
  return Buffer.concat([Buffer.from([value.length]), Buffer.from(`${value}\0`)]);
}

function pad(length: number, to: number): Buffer {
  return Buffer.alloc((to - (length % to)) % to);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function once(socket: Socket, event: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.once(event, () => resolve());
  socket.once('error', reject);
  return promise;
}
