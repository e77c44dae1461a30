#!/usr/bin/env node
// The launcher of the headless program.
import { launch } from './launch.js';

await launch(() => import('./main.ts'));
