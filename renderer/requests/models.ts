/** The place that a profile's name begins with: `us`, `global`; empty where it has none. */
const SCOPE = /^(global|us-gov|us|ca|eu|jp|au|in|apac)\./;

/** A model's name without what only Bedrock needs: `us.anthropic.claude-opus-4-8-v1:0` is `claude-opus-4-8`. */
export function shortModel(name: string): string {
  const id = name.startsWith('arn:') ? name.slice(name.lastIndexOf('/') + 1) : name;
  return id
    .replace(SCOPE, '')
    .replace(/^[a-z0-9]+\.(?=[a-z])/, '')
    .replace(/-\d{8}/, '')
    .replace(/-v\d+(:\d+)?$/, '');
}

/** Where the profile that served may run: `us`, `global`; undefined where it says nothing. */
export function scopeOf(served: string): string | undefined {
  return SCOPE.exec(served)?.[1];
}

/** The model that served, in short, where it is another one than was asked for. */
export function otherModel(asked: string | null, served: string | null): string | undefined {
  if (!served) return undefined;
  const short = shortModel(served);
  return asked && shortModel(asked) === short ? undefined : short;
}
