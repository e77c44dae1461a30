import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MODELS, type SurfaceName } from '../../proxy/bedrock/catalogue/catalogue.ts';
import { ClientRequest } from '../../proxy/bedrock/client-request.ts';
import { SURFACES } from '../../proxy/bedrock/surfaces.ts';
import { AditError } from '../../proxy/errors.ts';

/** Values that no field is for, among them objects that cannot be made text. */
const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(1e308, '\ud800', [[[]]], { toString: 1 }, { valueOf: null, toString: null }),
);
const oddOr = (...values: unknown[]) => fc.oneof({ arbitrary: fc.constantFrom(...values), weight: 3 }, odd);

const block = fc.record(
  {
    type: oddOr('text', 'image', 'document', 'thinking', 'tool_use', 'tool_result', 'tool_reference', 'constructor'),
    text: odd,
    source: odd,
    content: fc.oneof(odd, fc.array(fc.record({ type: oddOr('text', 'tool_reference'), text: odd, tool_name: odd }))),
    id: odd,
    tool_use_id: odd,
    tool_name: odd,
    name: odd,
    input: odd,
    thinking: odd,
    signature: oddOr('', 'openai-reasoning:a:b'),
    cache_control: oddOr({ type: 'ephemeral' }),
  },
  { requiredKeys: ['type'] },
);
const turn = fc.record({
  role: oddOr('user', 'assistant', 'system'),
  content: fc.oneof(odd, fc.array(fc.oneof(block, odd), { maxLength: 4 })),
});
const tool = fc.record({
  type: odd,
  name: odd,
  input_schema: odd,
  strict: odd,
  defer_loading: odd,
  cache_control: oddOr({ type: 'ephemeral' }),
});
const request = fc.record(
  {
    model: fc.constant('any'),
    messages: fc.array(fc.oneof(turn, odd), { maxLength: 4 }),
    system: fc.oneof(odd, fc.array(block, { maxLength: 2 })),
    tools: fc.oneof(odd, fc.array(tool, { maxLength: 2 })),
    tool_choice: oddOr({ type: 'any' }, { type: 'tool', name: 'Read' }),
    thinking: oddOr({ type: 'enabled', budget_tokens: 2000 }, { type: 'adaptive' }),
    output_config: odd,
    context_management: fc.oneof(odd, fc.record({ edits: fc.array(fc.record({ type: odd })) })),
    max_tokens: odd,
    temperature: odd,
    top_p: odd,
    top_k: odd,
    stop_sequences: odd,
    cache_control: odd,
  },
  { requiredKeys: ['model', 'messages'] },
);

test.each(Object.keys(SURFACES) as SurfaceName[])(
  'any JSON fitted to %s is a body, or an error with a reason',
  (name) => {
    const own = MODELS.filter(({ surfaces }) => surfaces.includes(name));
    const anyModel = fc.constantFrom(undefined, ...own);
    fc.assert(
      fc.property(request, anyModel, fc.boolean(), (parts, model, isLearned) => {
        try {
          const { body } = SURFACES[name].fit(new ClientRequest(Buffer.from(JSON.stringify(parts))), {
            surface: name,
            model,
            modelId: model?.id ?? 'newmaker.model-1',
            wantsLongContext: false,
            allowedBetas: [],
            autoCache: true,
            lessons: {
              refusesBeta: () => isLearned,
              refusedFields: isLearned ? ['tools.*.strict', '__proto__.a', 'system.*.text'] : [],
              foldSystemRole: isLearned,
              wholeToolCalls: isLearned,
              reservedWords: isLearned ? ['x'] : [],
            },
          });
          JSON.parse(body.toString());
        } catch (error) {
          expect(error).toBeInstanceOf(AditError);
          expect(error).toMatchObject({ status: 400, shouldRetry: false });
        }
      }),
      { numRuns: 800 },
    );
  },
);
