import { expect, test } from 'vitest';
import { call, errorOf, translated, user } from './support.ts';

const PNG = 'iVBORw0KGgo=';
const content = (...parts: object[]) =>
  translated({ input: [{ role: 'user', content: parts }] }).body.messages[0]?.content;
const refusal = (part: object) => errorOf({ input: [{ role: 'user', content: [part] }] });

test('an image in a data URL is an image, whatever its type is called', () => {
  const image = (url: string) => content({ type: 'input_image', detail: 'auto', image_url: url });
  const source = { type: 'base64', media_type: 'image/png', data: PNG };
  expect(image(`data:image/png;base64,${PNG}`)).toEqual([{ type: 'image', source }]);
  expect(image(`DATA:image/JPG;charset=x;base64,${PNG}`)).toEqual([
    { type: 'image', source: { ...source, media_type: 'image/jpeg' } },
  ]);
});

test('an image in a tool’s result stays there', () => {
  const image = { type: 'input_image', image_url: `data:image/png;base64,${PNG}` };
  const { body } = translated({
    input: [user('a'), call('c'), { type: 'function_call_output', call_id: 'c', output: [image] }],
  });
  expect(body.messages[2]?.content).toMatchObject([{ type: 'tool_result', content: [{ type: 'image' }] }]);
});

test('a PDF is a document, and so is text', () => {
  const pdf = { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERi0=' };
  const source = { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' };
  expect(content(pdf)).toEqual([{ type: 'document', source, title: 'a.pdf' }]);
  expect(content({ type: 'input_file', file_data: 'JVBERi0=' })).toEqual([{ type: 'document', source }]);
  const csv = Buffer.from('ä,b').toString('base64');
  expect(content({ type: 'input_file', file_data: `data:text/csv;base64,${csv}` })).toEqual([
    { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'ä,b' } },
  ]);
});

test.each([
  [{ type: 'input_image', image_url: 'https://example.com/a.png' }, 'image_url', 'Adit fetches nothing from elsewhere'],
  [{ type: 'input_file', file_url: 'https://example.com/a.pdf' }, 'file_url', 'Adit fetches nothing from elsewhere'],
  [{ type: 'input_image', file_id: 'file-1' }, 'file_id', 'none of the files that were uploaded'],
  [{ type: 'input_file', file_id: 'file-1' }, 'file_id', 'none of the files that were uploaded'],
  [{ type: 'input_image' }, 'image_url', 'this field is required'],
  [{ type: 'input_file' }, 'file_data', 'this field is required'],
  [{ type: 'input_image', image_url: 'data:image/tiff;base64,AA==' }, 'image_url', 'not as image/tiff'],
  [{ type: 'input_image', image_url: 'data:image/png,AA' }, 'image_url', 'in base64'],
  [{ type: 'input_file', file_data: 'data:application/zip;base64,AA==' }, 'file_data', 'not as application/zip'],
])('%j is refused with a way out', (part, field, words) => {
  const { status, param, message } = refusal(part);
  expect({ status, param }).toEqual({ status: 400, param: `input.0.content.0.${field}` });
  expect(message).toContain(words);
});

test('audio is refused', () => {
  expect(refusal({ type: 'input_audio', input_audio: {} })).toMatchObject({ param: 'input.0.content.0' });
});

test('content that nobody knows, or that the assistant cannot have, is left out with a note', () => {
  const image = { type: 'input_image', image_url: 'https://example.com/a.png' };
  const input = [{ role: 'user', content: [{ type: 'smell' }, { type: 'input_text', text: 'a' }] }];
  expect(translated({ input }).notes).toEqual(['input content smell dropped']);
  const { notes } = translated({ input: [user('a'), { role: 'assistant', content: [image] }, user('b')] });
  expect(notes).toEqual(['input content input_image dropped']);
});
