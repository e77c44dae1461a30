import { createHash } from 'node:crypto';

/** A tool as the client names it. */
export interface ToolName {
  readonly namespace: string | undefined;
  readonly name: string;
  /** Called with free-form text instead of JSON. */
  readonly isFreeForm: boolean;
}

/** The shortest limit of the wires behind (Converse, ToolSpecification.name in @aws-sdk/client-bedrock-runtime: 64). */
const MAX_LENGTH = 64;

/**
 * Names of one request's tools, there and back. Namespaces are known to no wire but OpenAI's own, so a nested tool goes
 * out as `namespace__tool` (maximhq/bifrost#7082) and its calls come back under the client's own names: Codex finds no
 * tool by the flat one (router-for-me/CLIProxyAPI#4850). The same tool gets the same name in every turn.
 */
export class ToolNames {
  readonly #flat = new Map<string, string>();
  readonly #tools = new Map<string, ToolName>();

  /** Takes a tool in: the name it goes out by, or undefined where there is one of that name already. */
  add(tool: ToolName): string | undefined {
    return this.#flat.has(keyOf(tool.namespace, tool.name)) ? undefined : this.#assign(tool);
  }

  /** The name by which a tool goes out, offered now or called earlier. */
  flat(tool: ToolName): string {
    return this.#flat.get(keyOf(tool.namespace, tool.name)) ?? this.#assign(tool);
  }

  /** The name of a tool that is offered, undefined for others. */
  find(namespace: string | undefined, name: string): string | undefined {
    return this.#flat.get(keyOf(namespace, name));
  }

  /** The tool that a model calls by this name. */
  tool(flat: string): ToolName {
    return this.#tools.get(flat) ?? { namespace: undefined, name: flat, isFreeForm: false };
  }

  #assign(tool: ToolName): string {
    const key = keyOf(tool.namespace, tool.name);
    const wanted = tool.namespace === undefined ? tool.name : `${tool.namespace}__${tool.name}`;
    let flat = wanted;
    for (let salt = ''; !/^[\w-]{1,64}$/.test(flat) || this.#tools.has(flat); salt += '.') {
      flat = `${wanted.replace(/[^\w-]/g, '_').slice(0, MAX_LENGTH - 9)}_${digest(key + salt)}`;
    }
    this.#flat.set(key, flat);
    this.#tools.set(flat, tool);
    return flat;
  }
}

function keyOf(namespace: string | undefined, name: string): string {
  return JSON.stringify([namespace, name]);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
