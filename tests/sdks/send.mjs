// Sends the same history with one SDK and comes back when the SDK says that all of it was delivered:
//   node send.mjs SDK URL PREFIX KEY
// Message ids are PREFIX-1 ... Prints {"sent": N, "errors": [...]}.
const [sdk, url, prefix, key] = process.argv.slice(2);
const errors = [];
const fail = (problem) => errors.push(String(problem?.message ?? problem?.reason ?? problem));
let count = 0;
const messageId = () => `${prefix}-${++count}`;

const events = [
  ['Onboarding Completed', {}],
  ['Feature Used', { feature: 'reports', core: true }],
  ['Feature Used', { feature: 'reports', core: true }],
  ['Feature Used', { feature: 'reports', core: true }],
  ['Integration Connected', { integration: 'Salesforce' }],
];
const person = { email: 'vera@customer.example', jobTitle: 'VP Marketing', createdAt: new Date().toISOString() };
const company = { name: 'Customer', employees: 120, industry: 'SaaS', country: 'US', technologies: ['Salesforce'] };
const [userId, groupId] = [`${prefix}-user`, `${prefix}-company`];

// The SDKs of Segment and RudderStack take the same calls. Comes back when the SDK has told of each that it was delivered.
function callAll(analytics) {
  const calls = [
    ['track', { anonymousId: `${prefix}-visitor`, event: 'Signed Up' }],
    ['track', { userId: `${prefix}-former`, event: 'Signed In' }],
    ['identify', { userId, anonymousId: `${prefix}-visitor`, traits: person }],
    ['alias', { userId, previousId: `${prefix}-former` }],
    ['group', { userId, groupId, traits: company }],
    ...events.map(([event, properties]) => ['track', { userId, event, properties }]),
    ['page', { userId, name: 'Pricing', properties: { path: '/pricing' } }],
  ];
  return Promise.all(calls.map(([call, message]) => new Promise((resolve) => {
    analytics[call]({ ...message, messageId: messageId() }, (problem) => {
      if (problem) fail(problem);
      resolve();
    });
  })));
}

async function segment(name) {
  const { Analytics } = (await import(name)).default;
  const analytics = new Analytics({ writeKey: key, host: url, maxEventsInBatch: 4, flushInterval: 50 });
  analytics.on('error', fail);
  const delivered = callAll(analytics);
  await analytics.closeAndFlush({ timeout: 20_000 });
  await delivered;
}

const senders = {
  'segment-3': () => segment('@segment/analytics-node'),
  'segment-2': () => segment('@segment/analytics-node-2'),
  rudderstack: async () => {
    const RudderAnalytics = (await import('@rudderstack/rudder-sdk-node')).default;
    const Analytics = RudderAnalytics.default ?? RudderAnalytics;
    const analytics = new Analytics(key, { dataPlaneUrl: url, flushAt: 4, flushInterval: 50 });
    await callAll(analytics);
  },
  posthog: async () => {
    const { PostHog } = await import('posthog-node');
    const posthog = new PostHog(key, { host: url, flushAt: 4, flushInterval: 50 });
    posthog.on('error', fail);
    // Only events of one's own take an id.
    const uuid = () => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`;
    posthog.identify({ distinctId: userId, properties: person });
    posthog.groupIdentify({ groupType: 'company', groupKey: groupId, properties: company });
    posthog.capture({ distinctId: `${prefix}-former`, event: 'Signed In', uuid: uuid() });
    posthog.alias({ distinctId: userId, alias: `${prefix}-former` });
    for (const [event, properties] of events) posthog.capture({ distinctId: userId, event, properties, groups: { company: groupId }, uuid: uuid() });
    posthog.capture({ distinctId: userId, event: 'Pricing Page Viewed', uuid: uuid() });
    await posthog.shutdown(20_000);
  },
};

try {
  await senders[sdk]();
} catch (problem) {
  fail(problem);
}

console.log(JSON.stringify({ sent: count, errors }));
process.exit(0);
