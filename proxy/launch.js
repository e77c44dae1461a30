// Plain JavaScript, so that a Node that cannot run the program can say what is missing.
import module from 'node:module';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const NEEDED = 24;

/**
 * Runs a program of Adit's, or says what it needs.
 * @param {() => Promise<unknown>} load
 */
export async function launch(load) {
  const found = Number(process.versions.node.split('.')[0]);
  if (found < NEEDED) {
    return fail(
      `Adit needs Node ${NEEDED} or newer, and this is Node ${process.versions.node} (${process.execPath}).\n` +
        'A clone brings its own: run "npm ci" there, then "npm start" or "npm run adit -- COMMAND".',
    );
  }
  // Compiled code is kept beside the packages: it halves the time to start. Where that cannot be written, all is as before.
  module.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/adit', import.meta.url)));
  try {
    await load();
  } catch (error) {
    if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    fail(`A package that Adit needs is not installed: run "npm ci" in its folder.\n${error.message}`);
  }
}

/** @param {string} message */
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
