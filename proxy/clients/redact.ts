/** Names of keys whose values are shown to nobody. */
const NAMED = /token|api[_-]?key|secret|password|passwd|authorization|credential|cookie|headers/i;
/** Such a name with its value, as JSON, TOML and commands write them. */
const VALUE = new RegExp(
  `(["']?[\\w.-]*(?:${NAMED.source})[\\w.-]*["']?\\s*(?:[:=]|-string)\\s*)(["'])((?:\\\\.|(?!\\2).)*)\\2`,
  'gi',
);

/** What keys look like, wherever they stand. */
const KEYS = /\b(adit-|sk-ant-|sk-|ghp_|github_pat_|xox[abp]-|AKIA|ASIA)[\w-]{8,}/g;

/** A name and a password in an address. */
const USER = /\/\/[^/@\s"']+@/g;

/** A line or a whole diff in which no secret is shown: those that are known, and what looks like one. */
export function redact(text: string, secrets: readonly string[]): string {
  const known = secrets.filter((secret) => secret.length >= 6).sort((a, b) => b.length - a.length);
  const clean = known.reduce(
    (rest, secret) => rest.replaceAll(JSON.stringify(secret).slice(1, -1), masked(secret)),
    text,
  );
  return clean
    .replace(VALUE, (_, name: string, mark: string, value: string) => name + mark + masked(value) + mark)
    .replace(KEYS, '$1…')
    .replace(USER, '//…@');
}

/** Enough to see whose key it is. */
export function masked(secret: string): string {
  if (secret.endsWith('…') || secret.trim() === '') return secret;
  return /^(adit-|sk-ant-|sk-)/.exec(secret)?.[0].concat('…') ?? '…';
}

/** A value for people: what looks like a secret by its name is masked. */
export function shown(path: readonly string[], value: unknown): string {
  if (value === undefined) return '(removed)';
  if (typeof value !== 'string' || value === '') return JSON.stringify(value);
  return NAMED.test(path.at(-1) ?? '') ? masked(value) : value.replace(KEYS, '$1…').replace(USER, '//…@');
}
