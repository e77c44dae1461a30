import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Answer, type Call, readCall } from './call.ts';
import type { Control, LoggedCall } from './control.ts';
import { invalidRequest, oidcError } from './oidc-refusals.ts';
import type { Operation, Service } from './operations.ts';
import { pageError } from './page.ts';
import { portalError } from './portal.ts';
import { Refused } from './refused.ts';
import { stsError } from './sts/xml.ts';

export type Handlers = Record<Exclude<Operation, 'Unknown'>, (call: Call) => Answer>;

const errors: Record<Service, (refused: Refused) => Answer> = {
  oidc: oidcError,
  portal: portalError,
  sts: stsError,
  page: pageError,
};

/** Answers one request: as a test wished, else as its handler says. */
export async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  handlers: Handlers,
  control: Control,
): Promise<void> {
  let call: Call;
  try {
    call = await readCall(request);
  } catch {
    return; // The client left in the middle of its request.
  }
  const entry = control.enter(call);
  const failure = await control.before(call);
  if (failure === 'drop') {
    response.destroy();
    return;
  }
  try {
    send(response, entry, failure ? refuse(call, entry, new Refused(failure)) : answer(call, entry, handlers));
  } catch (error) {
    // A mistake of the stand-in: the client sees a broken connection, the test the reason.
    response.destroy();
    console.error('Identity Center stand-in:', error);
  }
}

function answer(call: Call, entry: LoggedCall, handlers: Handlers): Answer {
  try {
    if (call.operation === 'Unknown') throw unknown(call);
    if (call.malformed && call.service === 'oidc') throw invalidRequest('The body must be a JSON object');
    return handlers[call.operation](call);
  } catch (error) {
    if (error instanceof Refused) return refuse(call, entry, error);
    throw error;
  }
}

function refuse(call: Call, entry: LoggedCall, refused: Refused): Answer {
  entry.error = refused.type;
  return errors[call.service](refused);
}

/** Source: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/CommonErrors.html; wording: no public source. */
function unknown({ service, parameters }: Call): Refused {
  if (service !== 'sts') return new Refused({ type: 'UnknownOperationException', status: 404, message: '' });
  const message = `Could not find operation ${parameters.get('Action')} for version ${parameters.get('Version')}`;
  return new Refused({ type: 'InvalidAction', status: 400, message });
}

function send(response: ServerResponse, entry: LoggedCall, { status, headers, body }: Answer): void {
  entry.status = status;
  response.writeHead(status, { 'x-amzn-requestid': randomUUID(), ...headers }).end(body);
}
