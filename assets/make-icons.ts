/**
 * Draws all icons from icons/adit.svg, with librsvg's rsvg-convert, into icons/: `npm run icons`. The results are kept in
 * the repository, so that a build needs no librsvg.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, 'icons');

/** The layers that each state of the menu bar's icon shows. */
const TRAY = {
  off: ['outline'],
  on: ['arch'],
  busy: ['arch', 'rails'],
  'sign-in': ['arch', 'person'],
  error: ['arch', 'mark'],
};

/** What macOS calls the sizes inside of an .icns file: PNG of so many pixels a side. */
const ICNS = [
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
] as const;

const LAYERS = ['tile', 'outline', 'arch', 'rails', 'person', 'mark'];

/** macOS paints a template in the colour of its menu bar. Elsewhere the icon has one that is seen on light and on dark. */
const BLACK = '#000000';
const SEEN_ON_ALL = '#5b82e8';

for (const [state, layers] of Object.entries(TRAY)) {
  for (const [size, scale] of [
    [16, ''],
    [32, '@2x'],
  ] as const) {
    draw(`tray/${state}Template${scale}.png`, size, only(layers, BLACK));
    draw(`tray/${state}${scale}.png`, size, only(layers, SEEN_ON_ALL));
  }
}
const app = `${only(['tile', 'arch', 'rails'], '#ffffff')} .drawing { transform: translate(16px, 16.6px) scale(.56) translate(-16px, -16px); }`;
const sizes = new Map([...new Set(ICNS.map(([, size]) => size))].map((size) => [size, draw('app.png', size, app)]));
writeFileSync(join(FOLDER, 'app.icns'), icns(ICNS.map(([name, size]) => [name, sizes.get(size) ?? Buffer.alloc(0)])));

/** A style sheet that shows some layers, in one colour. */
function only(shown: readonly string[], colour: string): string {
  const hidden = LAYERS.filter((layer) => !shown.includes(layer)).map((layer) => `.${layer}`);
  return `.drawing { fill: ${colour}; } .outline { stroke: ${colour}; } ${hidden.join(', ')} { display: none; }`;
}

/** Draws one PNG and gives its bytes back. */
function draw(file: string, size: number, style: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'adit-icons-'));
  const sheet = join(folder, 'style.css');
  writeFileSync(sheet, style);
  const args = ['--width', String(size), '--height', String(size), '--stylesheet', sheet, join(FOLDER, 'adit.svg')];
  const png = execFileSync('rsvg-convert', args, { maxBuffer: 2 ** 24 });
  rmSync(folder, { recursive: true });
  mkdirSync(join(FOLDER, 'tray'), { recursive: true });
  writeFileSync(join(FOLDER, file), png);
  return png;
}

/** Apple's icon file: each image behind its four-letter name and its length. */
function icns(images: readonly (readonly [string, Buffer])[]): Buffer {
  const chunks = images.map(([name, png]) => Buffer.concat([head(name, png.length), png]));
  const body = Buffer.concat(chunks);
  return Buffer.concat([head('icns', body.length), body]);
}

function head(name: string, length: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.write(name, 'latin1');
  bytes.writeUInt32BE(length + 8, 4);
  return bytes;
}
