/**
 * What the first product of a user agent stands for. Sources: recorded from the programs named (November 2026), but for
 * Xcode and Zed: read in their documentation.
 */
const PRODUCTS: readonly (readonly [product: RegExp, client: string])[] = [
  [/^claude-cli\b/i, 'claude-code'],
  [/^codex[_-]/i, 'codex'],
  [/^opencode\b/i, 'opencode'],
  [/^xcode\b/i, 'xcode'],
  [/^openai\/js\b/i, 'openai-js'],
  [/^(?:async)?openai\/python\b/i, 'openai-python'],
  [/^anthropic\/js\b/i, 'anthropic-js'],
  [/^(?:async)?anthropic\/python\b/i, 'anthropic-python'],
  [/^aws-sdk-js\b/i, 'aws-sdk-js'],
  [/^boto3\b|^botocore\b/i, 'boto3'],
  [/^zed\b/i, 'zed'],
  [/^mozilla\b/i, 'browser'],
];

/** Who asks, in a word: the name of its key, else what its user agent stands for, else the product's name. */
export function clientOf(keyName: string | undefined, userAgent: string): string {
  if (keyName) return keyName;
  const known = PRODUCTS.find(([product]) => product.test(userAgent))?.[1];
  return known ?? (userAgent.split(/[/ ]/, 1)[0]?.toLowerCase() || 'unknown');
}
