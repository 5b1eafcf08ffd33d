import { Agent, createServer, request } from 'node:http';

/** Stands before the service: adds the key to every request, and shows every answer to a witness. */
export async function startProxy({ address, key }, witness) {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const { hostname, port } = new URL(address);
  const server = createServer(async (incoming, outgoing) => {
    const sent = await bytesOf(incoming);
    const headers = { ...incoming.headers, host: `${hostname}:${port}`, authorization: `Bearer ${key}` };
    const forwarded = request({ agent, hostname, port, method: incoming.method, path: incoming.url, headers }, async answer => {
      const body = await bytesOf(answer);
      witness({ method: incoming.method, url: incoming.url, sent: sent.toString(), status: answer.statusCode, contentType: answer.headers['content-type'], body: body.toString() });
      outgoing.writeHead(answer.statusCode, answer.headers);
      outgoing.end(body);
    });
    forwarded.on('error', error => {
      witness({ method: incoming.method, url: incoming.url, sent: sent.toString(), status: 502, body: error.message });
      outgoing.writeHead(502).end();
    });
    forwarded.end(sent);
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  return { address: `http://127.0.0.1:${server.address().port}`, stop: () => { agent.destroy(); server.close(); server.closeAllConnections(); } };
}

async function bytesOf(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
