import { setTimeout as delay } from 'node:timers/promises';
import type { BedrockCall, JsonObject, Step } from '../../../proxy/demo/call.ts';
import { eventsOf } from '../../../proxy/demo/events.ts';
import { message } from '../../bedrock/scenarios.ts';
import type { Beat, Dialogue } from './dialogue.ts';

/** Where requests go: an engine's address and key. */
export interface Target {
  readonly url: string;
  readonly key: string;
}

/** A Bedrock that knows its part, and programs that ask it. */
export class Stage {
  /** The answer to each prompt, by its last turn. */
  readonly #parts = new Map<string, { beat: Beat; usage: JsonObject; left: number }>();
  readonly #target: () => Target;
  /** How much of the dialogues' times is waited: 0 for none, 1 for all. */
  slowness = 0;

  constructor(target: () => Target) {
    this.#target = target;
  }

  /** What the stand-in for Bedrock plays. */
  readonly play = async function* (this: Stage, call: BedrockCall): AsyncGenerator<Step> {
    const part = this.#parts.get(cueOf(call.body.messages as JsonObject[]));
    if (!part) throw new Error(`Nobody has written an answer to ${call.raw.toString().slice(-200)}`);
    const { beat, usage } = part;
    if (beat.refuse && part.left-- > 0) {
      const { times: _, ...refuse } = beat.refuse;
      yield { refuse };
      return;
    }
    await delay((beat.wait ?? 300) * this.slowness);
    const events = eventsOf(message({ content: [...beat.answer], stop_reason: stopReason(beat), usage }));
    for (const event of beat.cut ? events.slice(0, -3) : events) {
      yield { event };
      if (event.type === 'content_block_delta') await delay((beat.pace ?? 18) * this.slowness);
    }
    if (beat.cut) yield { cut: 'clean' };
  }.bind(this);

  /** Holds a dialogue from its beginning to its end, or only its first beats; resolves when the last answer has come. */
  async hold(dialogue: Dialogue, beats = dialogue.beats.length): Promise<void> {
    const turns: JsonObject[] = [];
    let prompt = dialogue.base;
    let { system } = dialogue;
    for (const beat of dialogue.beats.slice(0, beats)) {
      const fresh = tokens(beat.say);
      turns.push({ role: 'user', content: beat.say });
      const isBroken = beat.system !== undefined && beat.system !== system;
      system = beat.system ?? system;
      const read = turns.length === 1 || isBroken ? 0 : prompt;
      const usage = {
        input_tokens: 4,
        cache_read_input_tokens: read,
        cache_creation_input_tokens: prompt + fresh - read,
        output_tokens: tokens(beat.answer),
      };
      this.#parts.set(cueOf(turns), { beat, usage, left: beat.refuse?.times ?? 0 });
      await this.#ask(dialogue, system, turns).catch(() => {});
      turns.push({ role: 'assistant', content: beat.answer });
      prompt += fresh + tokens(beat.answer);
    }
  }

  async #ask({ model, headers, tools }: Dialogue, system: string, messages: JsonObject[]): Promise<void> {
    const { url, key } = this.#target();
    const marked = [{ type: 'text', text: system, cache_control: { type: 'ephemeral' } }];
    const answer = await fetch(`${url}/v1/messages`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'anthropic-version': '2023-06-01', 'x-api-key': key },
      body: JSON.stringify({
        model,
        max_tokens: 32_000,
        stream: true,
        system: marked,
        ...(tools.length > 0 && { tools }),
        messages: markedAtEnd(messages),
      }),
    });
    await answer.text();
  }
}

/** As agents do: a cache breakpoint behind the last block. */
function markedAtEnd(messages: readonly JsonObject[]): JsonObject[] {
  return messages.map((turn, index) => {
    if (index < messages.length - 1) return turn;
    const blocks =
      typeof turn.content === 'string' ? [{ type: 'text', text: turn.content }] : (turn.content as JsonObject[]);
    const last = { ...blocks.at(-1), cache_control: { type: 'ephemeral' } };
    return { ...turn, content: [...blocks.slice(0, -1), last] };
  });
}

/** What a prompt is known by: its number of turns and its last words. */
function cueOf(messages: readonly JsonObject[]): string {
  const { content } = messages.at(-1) ?? {};
  const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : (content as JsonObject[]);
  const words = blocks.map(({ cache_control: _, ...block }) => JSON.stringify(block));
  return `${messages.length} ${words.join()}`;
}

function stopReason({ answer }: Beat): string {
  return answer.at(-1)?.type === 'tool_use' ? 'tool_use' : 'end_turn';
}

function tokens(content: unknown): number {
  return Math.ceil(JSON.stringify(content).length / 3.4);
}
