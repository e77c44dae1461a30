// The launcher of "npm start".
import { launch } from '../proxy/launch.js';

await launch(() => import('./start.ts'));
