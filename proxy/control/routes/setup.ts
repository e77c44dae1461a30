import { Hono } from 'hono';
import { readMemory } from '../../clients/memory.ts';
import type { Home } from '../../settings/home.ts';
import type { Admin } from '../admin.ts';

/** There once the person has been through the first run, or has skipped it. */
const SEEN_FILE = 'setup-seen';

/** Whether the first run is to be shown by itself, in whichever window. */
export function setupRoutes({ home }: Admin) {
  return new Hono()
    .get('/', (c) => c.json({ seen: home.read(SEEN_FILE) !== undefined || hasSetUp(home) }))
    .put('/seen', (c) => {
      home.write(SEEN_FILE, `${new Date().toISOString()}\n`);
      return c.json({ seen: true });
    });
}

/** Who has set a tool up from the command line needs no first run either. */
function hasSetUp(home: Home): boolean {
  try {
    return readMemory(home).length > 0;
  } catch {
    // A memory that is damaged was written once.
    return true;
  }
}
