import { randomUUID } from 'node:crypto';
import type { Answer } from '../call.ts';
import { escaped } from '../page.ts';
import type { Refused } from '../refused.ts';

/** Elements by their names; undefined is left out. */
export interface Tree {
  [name: string]: string | number | Tree | undefined;
}

const namespace = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** Shape: service model sts in https://github.com/aws/aws-cli (branch v2), and the query parser of botocore there. */
export function stsAnswer(operation: string, result: Tree): Answer {
  const requestId = randomUUID();
  const body = { [`${operation}Result`]: result, ResponseMetadata: { RequestId: requestId } };
  return xml(200, requestId, `${operation}Response`, body);
}

/** Shape and header: https://github.com/aws-azure-login/aws-azure-login/issues/251 */
export function stsError({ type, status, message }: Refused): Answer {
  const requestId = randomUUID();
  const side = status >= 500 ? 'Receiver' : 'Sender';
  return xml(status, requestId, 'ErrorResponse', {
    Error: { Type: side, Code: type, Message: message },
    RequestId: requestId,
  });
}

function xml(status: number, requestId: string, root: string, tree: Tree): Answer {
  const headers = { 'content-type': 'text/xml', 'x-amzn-requestid': requestId };
  return { status, headers, body: `<${root} xmlns="${namespace}">${elements(tree)}</${root}>\n` };
}

function elements(tree: Tree): string {
  return Object.entries(tree)
    .filter(([, value]) => value !== undefined)
    .map(
      ([name, value]) => `<${name}>${typeof value === 'object' ? elements(value) : escaped(String(value))}</${name}>`,
    )
    .join('');
}
