import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ICONS, iconFor, toolTipFor } from '../../electron/desktop/icon.ts';
import { type ShellState, STARTING } from '../../electron/state/state.ts';

const FOLDER = join(import.meta.dirname, '../../assets/icons');
const on = { state: 'on', url: 'http://127.0.0.1:2348' } as const;
const needed = { state: 'needed', task: 'sso', waiting: 1 } as const;

test.each<[string, Partial<ShellState>, string, string]>([
  ['it starts', {}, 'off', 'Adit is starting'],
  ['it is off', { engine: { ...on, state: 'off' } }, 'off', 'Adit is off'],
  ['it is on', { engine: on }, 'on', 'Adit is on'],
  ['it is the demo', { engine: on, demo: true }, 'on', 'Adit is on (demo)'],
  ['a request is under way', { engine: on, busy: 1 }, 'busy', 'Adit: a request under way'],
  ['several are', { engine: on, busy: 3 }, 'busy', 'Adit: 3 requests under way'],
  ['somebody has to sign in', { engine: on, busy: 1, signIn: needed }, 'sign-in', 'Adit: sign in to AWS'],
  ['nobody has to while it is off', { engine: { ...on, state: 'off' }, signIn: needed }, 'off', 'Adit is off'],
  ['it is not running', { engine: { state: 'failed', why: 'x' } }, 'error', 'Adit is not running'],
])('when %s', (_, part, icon, toolTip) => {
  const state = { ...STARTING, ...part };
  expect([iconFor(state), toolTipFor(state)]).toEqual([icon, toolTip]);
});

describe('the pictures', () => {
  test.each(ICONS)('%s is a template for macOS: 16 and 32 pixels, black and alpha alone', (name) => {
    for (const [file, size] of [
      [`${name}Template.png`, 16],
      [`${name}Template@2x.png`, 32],
    ] as const) {
      const { width, height, pixels } = readPng(join(FOLDER, 'tray', file));
      expect([width, height], file).toEqual([size, size]);
      expect(
        pixels.some(([, , , alpha]) => alpha === 255),
        file,
      ).toBe(true);
      for (const [red, green, blue, alpha] of pixels) if (alpha > 0) expect([red, green, blue]).toEqual([0, 0, 0]);
    }
  });

  test('are told from each other by their shape', () => {
    const shapes = ICONS.map((name) =>
      readPng(join(FOLDER, 'tray', `${name}Template.png`)).pixels.map((pixel) => pixel[3]),
    );
    for (const [at, shape] of shapes.entries()) {
      for (const other of shapes.slice(at + 1)) {
        const different = shape.filter((alpha, index) => Math.abs(alpha - (other[index] ?? 0)) > 127);
        expect(different.length).toBeGreaterThanOrEqual(10);
      }
    }
  });
});

type Pixel = [number, number, number, number];

/** Reads a PNG of 8-bit RGBA that is not interlaced. https://www.w3.org/TR/png/ */
function readPng(path: string): { width: number; height: number; pixels: Pixel[] } {
  const bytes = readFileSync(path);
  const width = bytes.readUInt32BE(16);
  const height = bytes.readUInt32BE(20);
  expect([bytes[24], bytes[25], bytes[28]], path).toEqual([8, 6, 0]);
  const data: Buffer[] = [];
  for (let at = 8; at < bytes.length; at += bytes.readUInt32BE(at) + 12) {
    const length = bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(bytes.subarray(at + 8, at + 8 + length));
  }
  const raw = unfiltered(inflateSync(Buffer.concat(data)), width * 4, height);
  const pixels = Array.from({ length: width * height }, (_, at) => [...raw.subarray(at * 4, at * 4 + 4)] as Pixel);
  return { width, height, pixels };
}

function unfiltered(raw: Buffer, stride: number, height: number): Buffer {
  const out = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x++) {
      const left = x >= 4 ? (out[y * stride + x - 4] ?? 0) : 0;
      const up = y > 0 ? (out[(y - 1) * stride + x] ?? 0) : 0;
      const corner = x >= 4 && y > 0 ? (out[(y - 1) * stride + x - 4] ?? 0) : 0;
      const predicted = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      out[y * stride + x] = ((raw[y * (stride + 1) + 1 + x] ?? 0) + predicted) & 255;
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}
