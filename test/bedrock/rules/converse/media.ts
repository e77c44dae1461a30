import type { JsonObject } from '../../../../proxy/demo/call.ts';
import { firstOf, objectOf, objectsOf } from '../rule.ts';
import {
  assistant,
  blocksOf,
  type ConverseRule,
  constraint,
  hello,
  type Placed,
  tool,
  toolTurns,
  user,
  withTools,
} from './rule.ts';

const limits = 'Message.content of @aws-sdk/client-bedrock-runtime 3.1162.0';
const nameRule = 'https://github.com/simonw/llm-bedrock/issues/8, https://github.com/anomalyco/opencode/pull/48756';
const llama = 'meta.llama4-maverick-17b-instruct-v1:0';

const formats: Record<string, string[]> = {
  image: ['gif', 'jpeg', 'png', 'webp'],
  document: ['csv', 'doc', 'docx', 'html', 'md', 'pdf', 'txt', 'xls', 'xlsx'],
};
const maxBytes: Record<string, number> = { image: 3.75 * 1024 * 1024, document: 4.5 * 1024 * 1024 };

/** Images and documents: which models take them, in which form, and how many. */
export const mediaRules: ConverseRule[] = [
  {
    name: 'an image for a model that sees none',
    source: 'https://github.com/aws-samples/amazon-bedrock-samples/pull/608',
    check: ({ body, model }) =>
      !model.images && mediaOf(body, 'image').length > 0
        ? "This model doesn't support the image content block that you provided. Update the content block and try again."
        : undefined,
    refused: [
      { model: 'amazon.nova-micro-v1:0', body: { messages: [user(image())] } },
      { model: 'qwen.qwen3-32b-v1:0', body: { messages: [user({ text: 'What is it?' }, image())] } },
    ],
    accepted: [{ body: { messages: [user(image())] } }],
  },
  {
    name: 'an image in the result of a tool, where the model does not take it',
    source: 'https://github.com/anomalyco/opencode/issues/49443',
    check: ({ body, model }) =>
      !model.resultImages && mediaOf(body, 'image').some(({ path }) => path.includes('toolResult'))
        ? "This model doesn't support the image field for user messages. Remove image and try again."
        : undefined,
    refused: [
      { model: 'openai.gpt-6-astra', body: resulting(image()) },
      { model: 'moonshotai.kimi-k2.5', body: resulting(image()) },
    ],
    accepted: [{ body: resulting(image()) }, { model: llama, body: resulting(image()) }],
  },
  {
    name: 'a document for a model that reads none',
    source:
      'https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference-supported-models-features.html; its words are those for images',
    check: ({ body, model }) =>
      !model.documents && mediaOf(body, 'document').length > 0
        ? "This model doesn't support the document content block that you provided. Update the content block and try again."
        : undefined,
    refused: [{ model: 'amazon.nova-micro-v1:0', body: { messages: [user({ text: 'Read.' }, document())] } }],
    accepted: [{ body: { messages: [user({ text: 'Read.' }, document())] } }],
  },
  {
    name: 'another format, whatever it holds',
    source:
      'https://github.com/NousResearch/hermes-agent/issues/55429, https://github.com/strands-agents/harness-sdk/issues/3019',
    check: ({ body }) =>
      firstOf(['image', 'document'], (kind) =>
        firstOf(mediaOf(body, kind), ({ block, path }) => {
          const { format } = objectOf(block[kind]);
          const known = formats[kind] ?? [];
          return known.includes(String(format))
            ? undefined
            : constraint(`${path}.${kind}.format`, `satisfy enum value set: [${known.join(', ')}]`, format);
        }),
      ),
    refused: [
      { body: { messages: [user(image({ format: 'jpg' }))] } },
      { body: { messages: [user(image({ format: 'PNG' }))] } },
      { body: { messages: [user(image({ format: undefined }))] } },
      { body: { messages: [user({ text: 'Read.' }, document({ format: 'json' }))] } },
    ],
    accepted: [{ body: { messages: [user(image({ format: 'webp' }))] } }],
  },
  {
    name: 'a source without bytes in base64, or too large',
    source: `${limits}; S3: https://github.com/aws/aws-sdk-js-v3/issues/7732`,
    check: ({ body, model }) =>
      firstOf(['image', 'document'], (kind) =>
        firstOf(mediaOf(body, kind), ({ block, path }) =>
          sourceMistake(objectOf(objectOf(block[kind]).source), path, kind, model.id),
        ),
      ),
    refused: [
      { body: { messages: [user(image({ source: { bytes: 'no base64!' } }))] } },
      { body: { messages: [user(image({ source: { url: 'https://example.com/a.png' } }))] } },
      { body: { messages: [user(image({ source: undefined }))] } },
      { body: { messages: [user(image({ source: { bytes: 'A'.repeat(5 * 1024 * 1024 + 4) } }))] } },
      {
        model: 'sonnet-5',
        body: { messages: [user({ text: 'a' }, document({ source: { s3Location: { uri: 's3://a/b' } } }))] },
      },
    ],
    accepted: [
      { body: { messages: [user({ text: 'a' }, document({ source: { s3Location: { uri: 's3://a/b' } } }))] } },
      { body: { messages: [user({ text: 'a' }, document({ format: 'txt', source: { text: 'Hello' } }))] } },
    ],
  },
  {
    name: 'the name of a document',
    source: nameRule,
    check: ({ body }) =>
      firstOf(mediaOf(body, 'document'), ({ block }) => {
        const name = objectOf(block.document).name;
        const isFine = typeof name === 'string' && /^[a-zA-Z0-9 ()[\]-]{1,200}$/.test(name) && !name.includes('  ');
        return isFine
          ? undefined
          : "The document file name can only contain alphanumeric characters, whitespace characters, hyphens, parentheses, and square brackets. The name can't contain more than one consecutive whitespace character. Check that the file name conforms to these restrictions and retry your request.";
      }),
    refused: ['cv.pdf', 'my_cv', 'two  spaces', 'naïve', 'tab\tbed', '', undefined, 'x'.repeat(201)].map((name) => ({
      body: { messages: [user({ text: 'Read.' }, document({ name }))] },
    })),
    accepted: [{ body: { messages: [user({ text: 'Read.' }, document({ name: 'My CV (2) [new]-a' }))] } }],
  },
  {
    name: 'documents of one name',
    source: 'https://github.com/anomalyco/opencode/pull/48756; the words have no public source',
    check({ body }) {
      const names = mediaOf(body, 'document').map(({ block }) => objectOf(block.document).name);
      return new Set(names).size < names.length
        ? 'The document names in a request must be unique. Rename the documents and retry your request.'
        : undefined;
    },
    refused: [{ body: { messages: [user({ text: 'Read.' }, document(), document())] } }],
    accepted: [{ body: { messages: [user({ text: 'Read.' }, document(), document({ name: 'b' }))] } }],
  },
  {
    name: 'a document without text beside it',
    source: 'https://github.com/BerriAI/litellm/pull/36499',
    check: ({ body }) =>
      firstOf(objectsOf(body.messages), ({ content }) => {
        const blocks = objectsOf(content);
        return blocks.some(({ document }) => document) && !blocks.some(({ text }) => text)
          ? 'A text block must be included when using documents. Add a text block and retry your request.'
          : undefined;
      }),
    refused: [{ body: { messages: [user(document())] } }],
    accepted: [{ body: { messages: [user(document(), { text: 'Read.' })] } }],
  },
  {
    name: 'more than 20 images or five documents in a turn, or any of the assistant’s',
    source: `${limits}; the words have no public source`,
    check: ({ body }) =>
      firstOf(objectsOf(body.messages).entries(), ([turn, { role, content }]) => {
        const [images, documents] = ['image', 'document'].map(
          (kind) => objectsOf(content).filter((block) => block[kind]).length,
        ) as [number, number];
        if (images > 20) return `Too many images at messages.${turn}.content: ${images} > 20`;
        if (documents > 5) return `Too many documents at messages.${turn}.content: ${documents} > 5`;
        return role === 'assistant' && images + documents > 0
          ? `Images and documents are only allowed in user messages, and messages.${turn} is none.`
          : undefined;
      }),
    refused: [
      { body: { messages: [user(...Array<JsonObject>(21).fill(image()))] } },
      {
        body: {
          messages: [user({ text: 'Read.' }, ...Array.from({ length: 6 }, (_, at) => document({ name: `a${at}` })))],
        },
      },
      { body: { messages: [hello, assistant(image()), hello] } },
    ],
    accepted: [{ body: { messages: [user(...Array<JsonObject>(20).fill(image()))] } }],
  },
];

function mediaOf(body: JsonObject, kind: string): Placed[] {
  return blocksOf(body, true).filter(({ block }) => block[kind] !== undefined);
}

function sourceMistake(
  { bytes, text, content, s3Location }: JsonObject,
  path: string,
  kind: string,
  model: string,
): string | undefined {
  if (s3Location !== undefined && model.startsWith('amazon.')) return undefined;
  if (kind === 'document' && (typeof text === 'string' || Array.isArray(content))) return undefined;
  if (s3Location !== undefined)
    return `The model returned the following errors: ${path}.${kind}.source.type: Field required`;
  if (typeof bytes !== 'string' || bytes.length % 4 > 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(bytes)) {
    return constraint(`${path}.${kind}.source`, 'be bytes in base64');
  }
  return (bytes.length * 3) / 4 > (maxBytes[kind] ?? 0) ? `The ${kind} at ${path} is too large.` : undefined;
}

function image(fields: JsonObject = {}): JsonObject {
  return { image: { format: 'png', source: { bytes: 'iVBORw0KGgo=' }, ...fields } };
}

function document(fields: JsonObject = {}): JsonObject {
  return { document: { format: 'pdf', name: 'a', source: { bytes: 'JVBERi0xLjc=' }, ...fields } };
}

function resulting(...content: JsonObject[]): JsonObject {
  return { messages: toolTurns({ content }, 'tooluse_bpe71yCfRu2b5i-nKGDr5g'), ...withTools(tool()) };
}
