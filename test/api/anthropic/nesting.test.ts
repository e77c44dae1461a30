import { test } from 'vitest';
import { expectAnswer, expectStillThere, openForgivingRoad } from '../../support/forgiving.ts';
import { question } from '../../support/road.ts';

test('brackets 100,000 deep anywhere get an answer or a typed 4xx', { timeout: 20_000 }, async () => {
  await using road = await openForgivingRoad();
  const list = '['.repeat(100_000) + ']'.repeat(100_000);
  const object = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
  const results = `${'[{"type":"tool_result","source":{"type":"url"},"cache_control":{},"content":'.repeat(5000)}"x"${'}]'.repeat(5000)}`;
  for (const [name, deep] of Object.entries({ list, object, results })) {
    for (const path of ['/v1/messages', '/v1/messages/count_tokens']) {
      const models = path.endsWith('messages') ? ['claude-sonnet-4-6', 'claude-opus-5-5'] : ['claude-sonnet-4-6'];
      for (const model of models) {
        const base = JSON.stringify(question({ model }));
        for (const field of [
          'system',
          'tools',
          'output_config',
          'metadata',
          'thinking',
          'stop_sequences',
          'output_format',
        ]) {
          await expectAnswer(road, base.replace(/\}$/, `,"${field}":${deep}}`), `${name} in ${field}`, path);
        }
        await expectAnswer(road, base.replace('"hello"', deep), `${name} in content`, path);
        await expectAnswer(
          road,
          base.replace('"hello"', `[{"type":"tool_use","input":${deep}}]`),
          `${name} in input`,
          path,
        );
        await expectAnswer(road, base.replace(/"messages":.*/, `"messages":${deep}}`), `${name} in messages`, path);
      }
    }
  }
  await expectStillThere(road);
});
