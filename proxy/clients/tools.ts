import { toolError } from './errors.ts';
import type { Tool } from './tool.ts';
import { claudeCode } from './tools/claude-code.ts';
import { codex } from './tools/codex.ts';
import { continueDev } from './tools/continue.ts';
import { openCode } from './tools/opencode.ts';
import { xcode, xcodeClaude, xcodeCodex } from './tools/xcode.ts';
import { zed } from './tools/zed.ts';

/** Every tool that Adit can set up, in the order in which they are shown. */
export const TOOLS: readonly Tool[] = [claudeCode, xcode, xcodeClaude, xcodeCodex, codex, openCode, zed, continueDev];

/** A tool by its id. Throws AditError (`unknown-tool`) that lists all. */
export function toolNamed(id: string): Tool {
  const tool = TOOLS.find((it) => it.id === id);
  if (tool) return tool;
  const ids = TOOLS.map((it) => it.id).join(', ');
  throw toolError('unknown-tool', `Adit cannot set up "${id}". It can: ${ids}.`);
}
