import { createHmac, randomBytes } from 'node:crypto';
import type { Call } from '../call.ts';
import type { Clock } from '../clock.ts';
import type { IamUser } from '../options.ts';
import { optional } from './parameters.ts';
import { stsRefusal } from './refusals.ts';

const period = 30_000;

/**
 * MFA devices of users: codes as in https://datatracker.ietf.org/doc/html/rfc6238, each good once
 * (https://github.com/aws/aws-cli/issues/2279).
 */
export class MfaDevices {
  readonly #clock: Clock;
  readonly #devices = new Map<string, { owner: string; seed: Buffer; usedStep: number }>();

  constructor(clock: Clock, users: IamUser[]) {
    this.#clock = clock;
    for (const { arn, mfaSerial } of users) {
      if (mfaSerial) this.#devices.set(mfaSerial, { owner: arn, seed: randomBytes(20), usedStep: -1 });
    }
  }

  /** What the device shows now: six digits. */
  code(serial: string): string {
    const device = this.#devices.get(serial);
    if (!device) throw new Error(`no user has the MFA device ${serial}`);
    return codeAt(device.seed, this.#step());
  }

  /**
   * Whether a request of this user proves that they have their device. A code is good for its half minute and the
   * next.
   *
   * @throws {Refused} where serial number and code are given, and are wrong
   */
  isProved(call: Call, user: string): boolean {
    const serial = optional(call, 'SerialNumber');
    const code = optional(call, 'TokenCode');
    if (serial === undefined && code === undefined) return false;
    if (serial === undefined || code === undefined) throw stsRefusal('halfMfa');
    const device = this.#devices.get(serial);
    if (device?.owner !== user) throw stsRefusal('unknownMfaDevice');
    const now = this.#step();
    const step = [now, now - 1].find((each) => codeAt(device.seed, each) === code);
    if (step === undefined || step <= device.usedStep) throw stsRefusal('invalidMfaCode');
    device.usedStep = step;
    return true;
  }

  #step(): number {
    return Math.floor(this.#clock.now() / period);
  }
}

function codeAt(seed: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', seed).update(counter).digest();
  const offset = digest.readUInt8(19) & 15;
  const number = digest.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 1_000_000).padStart(6, '0');
}
