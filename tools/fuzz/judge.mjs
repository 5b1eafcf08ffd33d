import Ajv from 'ajv';
import addFormats from 'ajv-formats';

const name = 'openapi';
const pointerOf = (...parts) => parts.map(part => `/${encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('');

/** JSON Schema knows "nullable" only beside a type; beside "allOf" the clients that are generated from the document read it like this. */
function asJsonSchema(node) {
  if (Array.isArray(node)) return node.map(asJsonSchema);
  if (node === null || typeof node !== 'object') return node;
  const { nullable, ...rest } = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, asJsonSchema(value)]));
  return nullable !== true ? rest : rest.allOf ? { anyOf: [{ type: 'null' }, rest] } : { ...rest, nullable };
}

/** Holds answers against the document: the status, the content type, and the body where the document says what it is. */
export class Judge {
  #ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  #schemas = new Map();
  #paths;

  constructor(document) {
    addFormats(this.#ajv);
    this.#ajv.addSchema(asJsonSchema(document), name);
    this.#paths = Object.entries(document.paths)
      .map(([path, operations]) => ({ path, operations, pattern: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{[^}]+\}/g, '([^/]+)')}/?$`) }))
      // A path without parameters goes before one that could stand for it.
      .sort((a, b) => a.path.split('{').length - b.path.split('{').length);
  }

  /** What the document calls the operation, such as "GET /v1/leads/{userId}"; undefined where it has none. */
  operationOf(method, url) {
    const { pathname } = new URL(url, 'http://service');
    const found = this.#paths.find(each => each.pattern.test(pathname));
    return found?.operations[method.toLowerCase()] && `${method} ${found.path}`;
  }

  /** What is wrong with an answer; undefined: nothing. */
  faultOf(operation, status, contentType, body) {
    if (status >= 500) return `it answered ${status}`;
    if (!operation) return status === 404 || status === 405 ? undefined : `it answered ${status} for what it does not have`;
    const [method, path] = operation.split(' ');
    const answer = this.#paths.find(each => each.path === path).operations[method.toLowerCase()].responses[status];
    if (!answer) return `${status} is not documented`;
    const media = contentType?.split(';')[0].trim().toLowerCase();
    if (!answer.content) return body.length === 0 ? undefined : `${status} is documented without a body`;
    if (!answer.content[media]) return `${status} is documented as ${Object.keys(answer.content)}, not as ${media}`;
    return media.endsWith('json') && media !== 'application/x-ndjson' ? this.#faultOfJson(['paths', path, method.toLowerCase(), 'responses', `${status}`, 'content', media, 'schema'], body) : undefined;
  }

  #faultOfJson(place, body) {
    const reference = `${name}#${pointerOf(...place)}`;
    if (!this.#schemas.has(reference)) this.#schemas.set(reference, this.#ajv.compile({ $ref: reference }));
    const valid = this.#schemas.get(reference);
    let value;
    try {
      value = JSON.parse(body);
    } catch {
      return 'its body is no JSON';
    }

    return valid(value) ? undefined : `its body is not what is documented: ${this.#ajv.errorsText(valid.errors.slice(0, 3), { dataVar: 'body' })}`;
  }
}
