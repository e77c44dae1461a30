/** One way of saying no, in AWS's words where a source tells them. */
export interface RefusalRow {
  type: string;
  status: number;
  message: string;
  source: string;
}

/** An error that is answered in place of a result. */
export class Refused extends Error {
  readonly type: string;
  readonly status: number;

  constructor({ type, status, message }: Omit<RefusalRow, 'source'>) {
    super(message);
    this.type = type;
    this.status = status;
  }
}
