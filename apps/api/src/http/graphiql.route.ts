import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { sendJson } from './reply.js';

const require = createRequire(import.meta.url);
const packageFile = (name: string, path: string) => join(dirname(require.resolve(`${name}/package.json`)), path);

/** The page's files, each from its own npm package: nothing is loaded from elsewhere. */
const FILES: Readonly<Record<string, { readonly path: string; readonly type: string }>> = {
  'react.js': { path: packageFile('react', 'umd/react.production.min.js'), type: 'text/javascript' },
  'react-dom.js': { path: packageFile('react-dom', 'umd/react-dom.production.min.js'), type: 'text/javascript' },
  'graphiql.js': { path: packageFile('graphiql', 'graphiql.min.js'), type: 'text/javascript' },
  'graphiql.css': { path: packageFile('graphiql', 'graphiql.min.css'), type: 'text/css' },
};

const START = `
ReactDOM.createRoot(document.getElementById('graphiql')).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: '/graphql' }),
    defaultQuery: document.getElementById('example').textContent.trim(),
    shouldPersistHeaders: true,
  }),
);
`;

const EXAMPLE = `# Which learning rate for this model? Best evidence first.
{
  bestPolicy(model: "meta-llama/Llama-3.2-3B", adaptation: "lora", rank: 32) {
    evidence
    standing
    sentence
    notation
    bandSentence
    source { text url }
  }
}`;

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Ratebook GraphQL</title>
    <link rel="stylesheet" href="/graphiql/graphiql.css" />
    <link rel="stylesheet" href="/graphiql/page.css" />
  </head>
  <body>
    <div id="graphiql">GraphiQL needs JavaScript. The schema is in schema.graphql, examples are in docs/api.md.</div>
    <script type="text/plain" id="example">${EXAMPLE}</script>
    <script src="/graphiql/react.js"></script>
    <script src="/graphiql/react-dom.js"></script>
    <script src="/graphiql/graphiql.js"></script>
    <script src="/graphiql/start.js"></script>
  </body>
</html>
`;

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What a browser sees at /graphql. */
export function sendGraphiqlPage(reply: ServerResponse): void {
  send(reply, 'text/html', PAGE);
}

/** A file of the page. */
export async function graphiqlRoute(name: string, reply: ServerResponse): Promise<void> {
  if (name === 'start.js') return send(reply, 'text/javascript', START);
  if (name === 'page.css') return send(reply, 'text/css', 'html, body, #graphiql { height: 100%; margin: 0; }');
  const file = FILES[name];
  if (!file) return sendJson(reply, 404, { errors: [{ message: 'There is nothing at this address.' }] });
  send(reply, file.type, await readFile(file.path));
}

function send(reply: ServerResponse, type: string, body: string | Buffer): void {
  reply.writeHead(200, {
    'content-type': `${type}; charset=utf-8`,
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  reply.end(body);
}
