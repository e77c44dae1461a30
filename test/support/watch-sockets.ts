import { appendFileSync } from 'node:fs';
import net from 'node:net';

/**
 * Loaded into a program with `--import`: writes down every address that it wants to connect to, a line each, into the file
 * that ADIT_TEST_PEERS names.
 */
const { connect } = net.Socket.prototype;

net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]) {
  // Node itself normalizes the arguments of net.connect() to an array in front.
  const [first] = Array.isArray(args[0]) ? args[0] : args;
  const { host = 'localhost', port, path } = Object(first) as { host?: string; port?: number | string; path?: string };
  appendFileSync(String(process.env.ADIT_TEST_PEERS), `${path ?? `${host}:${port ?? first}`}\n`);
  return Reflect.apply(connect, this, args);
} as typeof connect;
