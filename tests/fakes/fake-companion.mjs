// What deploy.sh deploys in its tests: a companion that says the right things at once. A file
// `broken` beside it decides what it does wrong: `never-ready`, `dies`, or `no-chat`.
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const mark = new URL('broken', import.meta.url);
const broken = existsSync(mark) ? readFileSync(mark, 'utf8').trim() : '';
if (broken === 'dies') process.exit(3);

const version = readFileSync(new URL('version', import.meta.url), 'utf8').trim();
const chunk =
  '{"id":"1","object":"chat.completion.chunk","model":"m","choices":[{"delta":{"content":"Hello"}}]}';
const answers = {
  '/livez': '{"status":"ok"}',
  '/health': `{"status":"ok","services":{"version":"${version}"}}`,
  '/v1/models': '{"object":"list","data":[{"id":"m","object":"model"}]}',
  '/api/routes': '{"upstreams":[{"models":[{"id":"m","jobs":["chat"]}]}]}',
  '/v1/chat/completions': `data: ${chunk}\n\n${broken === 'no-chat' ? '' : 'data: [DONE]\n\n'}`,
  ...(broken === 'never-ready' ? {} : { '/readyz': '{"status":"ok"}' }),
};
const server = createServer((request, response) => {
  const answer = answers[request.url];
  response.writeHead(answer === undefined ? 503 : 200).end(answer);
});
server.listen(Number(process.env.PORT), process.env.HOST);
process.on('SIGTERM', () => {
  server.closeAllConnections();
  server.close(() => process.exit(0));
});
