import type { FormatName, Path } from './files/format.ts';

/**
 * What a value is to Adit.
 * `address`: where the tool asks. `key`: what it shows there. `choice`: what makes the tool use the address at all.
 * `bypass`: what leads the tool past its address, and is set aside. `own`: in a place that carries Adit's name, and goes with it.
 */
export type Role = 'address' | 'key' | 'choice' | 'bypass' | 'own';

/** A value that a tool is to have. */
export interface Want {
  readonly path: Path;
  /** `undefined`: the key is not to be there. */
  readonly value: unknown;
  readonly role?: Role;
}

/** Where a tool keeps what is set. */
export type Where =
  | { readonly kind: 'file'; readonly file: string; readonly format: FormatName }
  /** A domain of macOS's user defaults. */
  | { readonly kind: 'defaults'; readonly domain: string };

/** A place, and what is to stand in it. */
export interface Setup {
  readonly where: Where;
  readonly wants: readonly Want[];
}

/** What a tool's description may depend on. */
export interface Facts {
  readonly env: NodeJS.ProcessEnv;
  /** The person's home folder. */
  readonly person: string;
  /** Adit's address, without a slash at its end. */
  readonly url: string;
  /** The tool's own key. */
  readonly key: string;
  /** A project's folder, where the tool is to be set up for that alone. */
  readonly project: string | undefined;
}

/** How a tool is found on this machine. */
export interface Presence {
  /** Names of its program on PATH, and paths of it beside PATH; `~` is the person's home folder, `*` any name. */
  readonly programs: readonly string[];
  /** Applications of macOS, such as `Zed.app`. */
  readonly apps?: readonly string[];
  /** Folders in the person's home that show it where its program is not found. */
  readonly folders?: readonly string[];
}

/** What a person types into a tool whose settings cannot be written from outside. */
export interface Card {
  readonly steps: string;
  readonly fields: readonly { readonly label: string; readonly value: string; readonly secret?: true }[];
}

/** A tool that can be set up: a description, and no more. */
export interface Tool {
  /** What it is called on the command line, and the name of its key. */
  readonly id: string;
  readonly title: string;
  readonly presence: Presence;
  /** Where it is set up; none where a person has to do it. */
  setups(facts: Facts): readonly Setup[];
  /** Whether it can be set up for one project. */
  readonly perProject?: true;
  readonly card?: (facts: Facts) => Card;
  /** What remains to be done by the person. */
  readonly afterwards?: string;
}

/** For tools that read their settings when they start. */
export const NEW_SESSIONS = 'Sessions that are open go on as they are; new ones take it up.';
