import * as v from 'valibot';

/**
 * HAR 1.2, read anew from http://www.softwareishard.com/blog/har-12-spec/: what must be there, what may be there, and that
 * names of one's own begin with an underscore.
 */
const comment = v.optional(v.string());
const size = v.pipe(v.number(), v.minValue(-1));
const time = v.pipe(v.number(), v.minValue(-1));

const Pair = closed({ name: v.string(), value: v.string(), comment });

const Cookie = closed({
  name: v.string(),
  value: v.string(),
  path: v.optional(v.string()),
  domain: v.optional(v.string()),
  expires: v.optional(v.nullable(v.string())),
  httpOnly: v.optional(v.boolean()),
  secure: v.optional(v.boolean()),
  comment,
});

const PostData = closed({ mimeType: v.string(), text: v.string(), params: v.optional(v.array(v.unknown())), comment });

const Request = closed({
  method: v.string(),
  url: v.pipe(v.string(), v.url()),
  httpVersion: v.string(),
  cookies: v.array(Cookie),
  headers: v.array(Pair),
  queryString: v.array(Pair),
  postData: v.optional(PostData),
  headersSize: size,
  bodySize: size,
  comment,
});

const Content = closed({
  size: v.pipe(v.number(), v.minValue(0)),
  compression: v.optional(v.number()),
  mimeType: v.string(),
  text: v.optional(v.string()),
  encoding: v.optional(v.string()),
  comment,
});

const Response = closed({
  status: v.pipe(v.number(), v.integer()),
  statusText: v.string(),
  httpVersion: v.string(),
  cookies: v.array(Cookie),
  headers: v.array(Pair),
  content: Content,
  redirectURL: v.string(),
  headersSize: size,
  bodySize: size,
  comment,
});

const Timings = closed({
  blocked: v.optional(time),
  dns: v.optional(time),
  connect: v.optional(time),
  send: v.pipe(v.number(), v.minValue(0)),
  wait: v.pipe(v.number(), v.minValue(0)),
  receive: v.pipe(v.number(), v.minValue(0)),
  ssl: v.optional(time),
  comment,
});

const Entry = v.pipe(
  closed({
    pageref: v.optional(v.string()),
    startedDateTime: v.pipe(v.string(), v.isoTimestamp()),
    time: v.pipe(v.number(), v.minValue(0)),
    request: Request,
    response: Response,
    cache: closed({ beforeRequest: v.optional(v.unknown()), afterRequest: v.optional(v.unknown()), comment }),
    timings: Timings,
    serverIPAddress: v.optional(v.string()),
    connection: v.optional(v.string()),
    comment,
  }),
  v.check(({ time: all, timings }) => {
    const { blocked = -1, dns = -1, connect = -1, send, wait, receive } = timings as Record<string, number>;
    const known = [blocked, dns, connect, send ?? 0, wait ?? 0, receive ?? 0].filter((part) => part >= 0);
    return Math.abs(known.reduce((sum, part) => sum + part, 0) - (all as number)) < 1;
  }, 'time is the sum of all timings'),
);

export const HarSchema = v.strictObject({
  log: closed({
    version: v.literal('1.2'),
    creator: closed({ name: v.string(), version: v.string(), comment }),
    browser: v.optional(v.unknown()),
    pages: v.optional(v.array(v.unknown())),
    entries: v.array(Entry),
    comment,
  }),
});

/** An object with these members and no others but those whose names begin with an underscore. */
function closed<const Entries extends v.ObjectEntries>(entries: Entries) {
  const schema = v.objectWithRest(entries, v.unknown());
  return v.pipe(
    schema,
    v.check(
      (value) => Object.keys(value).every((name) => name in entries || name.startsWith('_')),
      'names of one’s own begin with an underscore',
    ),
  );
}
