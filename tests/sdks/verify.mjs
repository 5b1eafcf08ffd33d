// Verifies webhooks as a receiver does, with the package of Standard Webhooks: standard input is a list of
// {"secret", "headers", "body", "at"}, where "at" is the receiver's clock, in seconds since 1970.
// Prints a list of null, for those that are genuine, and reasons.
import { readFileSync } from 'node:fs';
import { Webhook } from 'standardwebhooks';

const results = JSON.parse(readFileSync(0, 'utf8')).map(({ secret, headers, body, at }) => {
  Date.now = () => at * 1000;
  try {
    new Webhook(secret).verify(body, headers);
    return null;
  } catch (problem) {
    return problem.message;
  }
});
console.log(JSON.stringify(results));
