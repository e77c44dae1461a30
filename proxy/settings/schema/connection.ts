import * as v from 'valibot';
import { about, filled, setting } from './about.ts';

const group = 'connection';

const region = v.pipe(
  v.string(),
  v.regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/, 'It is not the name of an AWS region, such as eu-central-1.'),
);

/** Who asks Amazon Bedrock, and where. */
export const connection = {
  profile: setting(
    v.optional(filled),
    about('AWS profile', "Profile of the AWS files. Without one: the AWS SDK's own order.", { group }),
  ),
  credentials: setting(
    v.optional(v.picklist(['bearer', 'environment', 'web-identity', 'container', 'instance'])),
    about('Credentials', "A source of credentials in place of profiles. Without one: the AWS SDK's own order.", {
      group,
    }),
  ),
  region: setting(
    v.optional(region),
    about('Region', "AWS region. Without one: AWS_REGION, then the profile's.", { group, example: 'us-east-1' }),
  ),
  failoverRegions: setting(
    v.optional(v.array(region), []),
    about(
      'Failover regions',
      'Regions that a request goes to, in this order, where the first one throttles it, is overloaded or out of reach. ' +
        'Prompts then go there; an ARN stays in its own region.',
      { group, example: 'us-west-2' },
    ),
  ),
};
