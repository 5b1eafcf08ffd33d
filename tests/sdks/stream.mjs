// Sends events with one SDK, one after the other at an even pace, and comes back when the SDK has told of each what became of it:
//   node stream.mjs SDK URL PREFIX KEY COUNT PER_SECOND
// Message ids are PREFIX-1 to PREFIX-COUNT. Prints {"sent": N, "errors": [...]}: what the SDK gave up.
const [sdk, url, prefix, key, count, perSecond] = process.argv.slice(2);
const errors = [];

const openers = {
  segment: async () => {
    const { Analytics } = (await import('@segment/analytics-node')).default;
    return new Analytics({ writeKey: key, host: url, maxEventsInBatch: 20, flushInterval: 200 });
  },
  rudderstack: async () => {
    const RudderAnalytics = (await import('@rudderstack/rudder-sdk-node')).default;
    return new (RudderAnalytics.default ?? RudderAnalytics)(key, { dataPlaneUrl: url, flushAt: 20, flushInterval: 200 });
  },
  customerio: async () => {
    const { Analytics } = (await import('@customerio/cdp-analytics-node')).default;
    return new Analytics({ writeKey: key, host: url, maxEventsInBatch: 20, flushInterval: 200 });
  },
};

const analytics = await openers[sdk]();
analytics.on?.('error', () => {});
const begun = performance.now();
const delivered = [];
for (let number = 1; number <= Number(count); number++) {
  const wait = begun + (number * 1000) / Number(perSecond) - performance.now();
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  delivered.push(new Promise((resolve) => {
    analytics.track({ userId: `${prefix}-${number % 200}`, event: 'Feature Used', properties: { feature: 'reports' }, messageId: `${prefix}-${number}` }, (problem) => {
      if (problem) errors.push(`${prefix}-${number}: ${problem.message ?? problem.reason ?? problem}`);
      resolve();
    });
  }));
}

await Promise.all([analytics.closeAndFlush?.({ timeout: 20_000 }), ...delivered]);
console.log(JSON.stringify({ sent: delivered.length, errors }));
process.exit(0);
