/** Regions in which Bedrock is asked most, for suggestions: https://docs.aws.amazon.com/bedrock/latest/userguide/bedrock-regions.html */
const REGIONS: Readonly<Record<string, string>> = {
  'us-east-1': 'N. Virginia',
  'us-east-2': 'Ohio',
  'us-west-2': 'Oregon',
  'ca-central-1': 'Canada',
  'sa-east-1': 'São Paulo',
  'eu-central-1': 'Frankfurt',
  'eu-central-2': 'Zurich',
  'eu-north-1': 'Stockholm',
  'eu-south-1': 'Milan',
  'eu-south-2': 'Spain',
  'eu-west-1': 'Ireland',
  'eu-west-2': 'London',
  'eu-west-3': 'Paris',
  'ap-northeast-1': 'Tokyo',
  'ap-northeast-2': 'Seoul',
  'ap-northeast-3': 'Osaka',
  'ap-south-1': 'Mumbai',
  'ap-south-2': 'Hyderabad',
  'ap-southeast-1': 'Singapore',
  'ap-southeast-2': 'Sydney',
  'us-gov-west-1': 'GovCloud, west',
  'us-gov-east-1': 'GovCloud, east',
};

/** For a field that takes the name of any region. */
export const REGION_SUGGESTIONS = Object.entries(REGIONS).map(([value, detail]) => ({ value, detail }));
