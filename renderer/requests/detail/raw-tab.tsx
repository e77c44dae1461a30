import './raw-tab.css';
import { useState } from 'react';
import type { RequestDetail, WireMessage } from '../../../proxy/history/shapes.ts';
import { bytes } from '../../format/numbers.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Segments } from '../../ui/segments.tsx';
import { LongText } from './long-text.tsx';

type Form = 'formatted' | 'exact';

const FORMS: readonly { readonly id: Form; readonly title: string }[] = [
  { id: 'formatted', title: 'Formatted' },
  { id: 'exact', title: 'As it was' },
];

/** Both sides of the wire: what the client and Adit said to each other, and what Adit and Bedrock did. */
export function RawTab({ detail }: { detail: RequestDetail }) {
  const [form, setForm] = useState<Form>('formatted');
  const { clientRequest, clientResponse, upstreamRequest, upstreamResponse } = detail;
  return (
    <div className="raw">
      <div className="raw-bar">
        <Segments label="Form of the bodies" options={FORMS} value={form} onChange={setForm} />
        <span className="quiet">Secret headers are left out.</span>
      </div>
      <div className="raw-sides">
        <Side title="Client and Adit" request={clientRequest} response={clientResponse} form={form} />
        <Side title="Adit and Bedrock" request={upstreamRequest} response={upstreamResponse} form={form} />
      </div>
    </div>
  );
}

interface SideProps {
  readonly title: string;
  readonly request: WireMessage | null;
  readonly response: WireMessage | null;
  readonly form: Form;
}

function Side({ title, request, response, form }: SideProps) {
  return (
    <section className="raw-side" aria-label={title}>
      <h3>{title}</h3>
      <Message title="Request" message={request} form={form} />
      <Message title="Response" message={response} form={form} />
    </section>
  );
}

function Message({ title, message, form }: { title: string; message: WireMessage | null; form: Form }) {
  if (!message) return <p className="quiet raw-none">{title}: nothing was sent, or it is not kept.</p>;
  const { start, headers, body } = message;
  return (
    <details className="raw-message" open>
      <summary>
        <strong>{title}</strong>
        <span className="mono cut">{start}</span>
        <span className="quiet">{body === null ? '' : bytes(new Blob([body]).size)}</span>
      </summary>
      <dl className="headers mono">
        {Object.entries(headers).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {body === null ? (
        <p className="quiet raw-none">The body is not kept.</p>
      ) : (
        <div className="raw-body">
          <CopyButton text={body} label={`Copy the body of the ${title.toLowerCase()}`} />
          <LongText text={form === 'formatted' ? formatted(body) : body} />
        </div>
      )}
    </details>
  );
}

function formatted(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
