import type { ToolView } from '../state/state.ts';
import type { RunningEngine } from './engine-life.ts';

/** The tools of this machine, as the menu shows them. */
export async function readTools(_engine: RunningEngine): Promise<readonly ToolView[]> {
  return [];
}

/** Gives a tool back what it was set up with before Adit. */
export async function undoTool(_engine: RunningEngine | undefined, _tool: ToolView): Promise<void> {}
