/** Sends the examples of the document, so that what they speak of is there, and makes one thing more of each kind for those who delete. */
export async function fill(address, document) {
  const send = async (method, path, body) => {
    const answer = await fetch(address + path, { method, headers: body && { 'Content-Type': 'application/json' }, body: body && JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  const examplesOf = (method, path) => Object.values(document.paths[path][method].requestBody.content['application/json'].examples).map(example => example.value);
  const sendExamples = async (method, path, place = path) => {
    const answers = [];
    for (const example of examplesOf(method, path)) answers.push(await send(method.toUpperCase(), place, example));
    return answers;
  };
  const several = (count, make) => Promise.all(Array.from({ length: count }, (_, i) => make(i)));
  const day = days => new Date(Date.now() + days * 86_400_000).toISOString();

  await sendExamples('put', '/v1/accounts/{accountId}', '/v1/accounts/acme');
  for (const lead of ['ada', 'leaver']) await sendExamples('put', '/v1/leads/{userId}', `/v1/leads/${lead}`);
  await sendExamples('post', '/v1/events');
  await send('POST', '/v1/events', { messageId: 'refused-3', userId: 'grace' });
  for (const [path, { post }] of Object.entries(document.paths)) if (post?.tags.includes('SDKs') && post.requestBody) await sendExamples('post', path);
  await sendExamples('put', '/v1/tracking-plan');
  await send('POST', '/v1/events', { messageId: 'unplanned', userId: 'ada', event: 'Feature Used', properties: { feature: 7 } });

  for (const key of ['trial', 'ours', 'dropped', 'gone']) await send('POST', '/v1/models', { template: 'product-led', key, name: key });
  for (const key of ['ours', 'gone']) await send('PUT', `/v1/models/${key}`, { ...examplesOf('put', '/v1/models/{key}')[0], key });
  await sendExamples('post', '/v1/models/{key}/preview', '/v1/models/product-led/preview');
  await publish('gone');
  await send('PUT', '/v1/models/gone', { ...examplesOf('put', '/v1/models/{key}')[0], key: 'gone', name: 'Going' });
  await publish('gone');
  await sendExamples('post', '/v1/models/{key}/revert', '/v1/models/gone/revert');
  await sendExamples('post', '/v1/models/{key}/make-primary', '/v1/models/gone/make-primary');
  await send('POST', '/v1/models/product-led/make-primary');
  await sendExamples('post', '/v1/models/{key}/withdraw', '/v1/models/gone/withdraw');

  const keys = await several(3, i => send('POST', '/v1/keys', { name: `key ${i}`, scopes: ['ingest'] }));
  // Nobody listens there. The second one goes, the third one is changed.
  const endpoints = await several(3, i => send('POST', '/v1/webhook-endpoints', { url: `http://127.0.0.1:9/hook-${i}`, format: 'standard' }));
  await sendExamples('patch', '/v1/webhook-endpoints/{id}', `/v1/webhook-endpoints/${endpoints[2].id}`);
  await send('POST', `/v1/webhook-endpoints/${endpoints[0].id}/test`);
  await sendExamples('post', '/v1/webhook-endpoints/{endpointId}/replay', `/v1/webhook-endpoints/${endpoints[0].id}/replay`);
  const deliveries = await send('GET', `/v1/webhook-endpoints/${endpoints[0].id}/deliveries`);
  const backtests = await several(2, i => send('POST', '/v1/models/product-led/backtest', { from: day(-7 - i), by: 'grace' }));
  await send('POST', '/v1/quarantine/replay?code=missing_member');
  await send('DELETE', '/v1/quarantine?code=unknown_type');
  const corrected = (await send('GET', '/v1/quarantine?messageId=01J9ZK6C2D-2')).items[0];
  await sendExamples('post', '/v1/quarantine/{id}/replay', `/v1/quarantine/${corrected.id}/replay`);
  for (const i of [4, 5]) await send('POST', '/v1/events', { messageId: `refused-${i}`, userId: 'grace' });
  const { items: kept } = await send('GET', '/v1/quarantine');
  return { keys, endpoints, deliveries, backtests, kept };

  /** Publishes a draft; it is in force once all leads are counted for it. */
  async function publish(key) {
    await send('POST', `/v1/models/${key}/publish`, { by: 'ada' });
    for (let tries = 0; (await send('GET', '/v1/models')).pending && tries < 200; tries++) await new Promise(resolve => setTimeout(resolve, 50));
  }
}
