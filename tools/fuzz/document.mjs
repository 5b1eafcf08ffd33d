/** The generator tries every subset of the parameters that may be left out: of the 19 of a list that would be half a million requests. */
const mostOptional = 3;

/** The actions of `/v1/batch`, `/v1/track` and so on under names that are shorter; once is enough. */
const sameAction = ['/v1/import', '/v1/b', '/v1/t', '/v1/i', '/v1/g', '/v1/p', '/v1/s', '/v1/a'];

/**
 * The document as the generator gets it: ids are those of what there is, what would keep it waiting is left out, and an operation with many
 * parameters stands in several copies with some of them each. Answers are held against the document as it is.
 */
export function copiesOf(document, content) {
  const whole = withContent(document, content);
  for (const path of sameAction) delete whole.paths[path];
  const copies = [];
  for (const [path, operations] of Object.entries(whole.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const optional = (operation.parameters ?? []).filter(parameter => !parameter.required);
      for (let from = 0, copy = 0; from === 0 || from < optional.length; from += mostOptional, copy++) {
        copies[copy] ??= { ...whole, paths: {} };
        const some = optional.slice(from, from + mostOptional);
        (copies[copy].paths[path] ??= {})[method] = { ...operation, parameters: operation.parameters?.filter(parameter => parameter.required || some.includes(parameter)) };
      }
    }
  }

  return copies;
}

function withContent(document, { keys, endpoints, deliveries, backtests, kept }) {
  const copy = structuredClone(document);
  // The proxy adds the key; what is answered without one is shown by the tests of the service.
  delete copy.components.securitySchemes;
  const idOf = (method, path, name) => {
    const deletes = method === 'delete';
    switch (name) {
      case 'userId': return deletes ? 'leaver' : path.endsWith('/unlink') ? 'grace' : 'ada';
      case 'accountId': return 'acme';
      case 'version': return 1;
      case 'backtestId': return backtests[deletes ? 1 : 0].id;
      case 'endpointId': return endpoints[0].id;
      case 'key': return deletes ? 'dropped' : path.endsWith('/draft') ? 'trial' : path.startsWith('/v1/model-templates') || /versions|preview|impact|backtest/.test(path) ? 'product-led' : 'ours';
      default: return path.startsWith('/v1/keys') ? keys[path.endsWith('/rotate') ? 1 : path.endsWith('/revoke') ? 2 : 0].id
        : path.includes('/deliveries/') ? deliveries.items[0].id
        : path.startsWith('/v1/webhook-endpoints') ? endpoints[deletes ? 1 : 2].id
        : kept[deletes ? 1 : path.endsWith('/replay') ? 2 : 0].id;
    }
  };
  for (const [path, operations] of Object.entries(copy.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      delete operation.security;
      for (const parameter of operation.parameters ?? []) {
        if (parameter.in === 'path') parameter.schema = { type: typeof idOf(method, path, parameter.name) === 'number' ? 'integer' : 'string', enum: [idOf(method, path, parameter.name)] };
        // A feed that waits for changes would do so with each request.
        if (parameter.name === 'wait') parameter.schema = { type: 'integer', enum: [0] };
        // What others are to find would be gone.
        if (parameter.name === 'all' && method === 'delete') parameter.schema = { type: 'boolean', enum: [false] };
      }
    }
  }

  return copy;
}
