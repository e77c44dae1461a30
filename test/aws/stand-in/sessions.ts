import { type Client, opaque, refreshGrant } from './clients.ts';
import type { Clock } from './clock.ts';
import { oidcRefusal } from './oidc-refusals.ts';
import type { Settings } from './options.ts';

/** A person's sign-in through one client, and all tokens that came of it. */
export interface Session {
  client: Client;
  /** Milliseconds since 1970; refreshing ends here, and so do access tokens. */
  endsAt: number;
}

/** What CreateToken answers. */
export interface TokenAnswer {
  accessToken: string;
  tokenType: 'Bearer';
  expiresIn: number;
  refreshToken?: string;
}

/** The tokens of Identity Center: issued, rotated, ended. */
export class Sessions {
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #access = new Map<string, { session: Session; expiresAt: number }>();
  readonly #refresh = new Map<string, { session: Session; spent: boolean }>();

  constructor(settings: Settings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
  }

  /** A person has allowed a client to act for them. */
  open(client: Client): Session {
    return { client, endsAt: this.#clock.now() + this.#settings.sessionSeconds * 1000 };
  }

  /**
   * A client without scopes, or without the grant, gets a token for the whole session and none to refresh it with:
   * https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html ("legacy non-refreshable").
   */
  issue(session: Session): TokenAnswer {
    const { scopes, grants } = session.client;
    const refreshable = scopes.length > 0 && grants.includes(refreshGrant);
    const left = Math.floor((session.endsAt - this.#clock.now()) / 1000);
    const expiresIn = refreshable ? Math.min(this.#settings.accessTokenSeconds, left) : left;
    const accessToken = opaque(96);
    this.#access.set(accessToken, { session, expiresAt: this.#clock.now() + expiresIn * 1000 });
    const answer = { accessToken, tokenType: 'Bearer' as const, expiresIn };
    if (!refreshable) return answer;
    const refreshToken = opaque(96);
    this.#refresh.set(refreshToken, { session, spent: false });
    return { ...answer, refreshToken };
  }

  /** A refresh token that comes a second time was stolen, or lost: all tokens of its session end. */
  refresh(client: Client, refreshToken: string): TokenAnswer {
    const entry = this.#refresh.get(refreshToken);
    if (!entry || entry.session.client !== client) throw oidcRefusal('invalidRefreshToken');
    if (entry.spent) this.end(entry.session);
    if (entry.session.endsAt <= this.#clock.now()) throw oidcRefusal('invalidRefreshToken');
    entry.spent = true;
    return this.issue(entry.session);
  }

  /** The session of an access token that is good now. */
  find(accessToken: string): Session | undefined {
    const entry = this.#access.get(accessToken);
    const now = this.#clock.now();
    return entry && entry.expiresAt > now && entry.session.endsAt > now ? entry.session : undefined;
  }

  end(session: Session): void {
    session.endsAt = Number.NEGATIVE_INFINITY;
  }

  /** As when an administrator ends all sessions of the user. */
  endAll(): void {
    for (const { session } of this.#access.values()) this.end(session);
  }
}
