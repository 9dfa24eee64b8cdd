// The upstream of the gateway bench, in a process of its own: answers at once, by the book.
import { createServer } from 'node:http';

const TOKENS = 100;
const text = 'A short answer of about one hundred words, as a tutor would give it. '.repeat(8);
const body = Buffer.from(
  JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'bench',
    choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 20, completion_tokens: 100, total_tokens: 120 },
  }),
);
const chunk = (delta, finish = null) =>
  `data: ${JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'bench',
    choices: [{ index: 0, delta, finish_reason: finish }],
  })}\n\n`;
const token = Buffer.from(chunk({ content: 'token ' }));
const last = Buffer.from(`${chunk({}, 'stop')}data: [DONE]\n\n`);
const models = JSON.stringify({ object: 'list', data: [{ id: 'bench', object: 'model' }] });

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'application/json' }).end(models);
    return;
  }
  let asked = '';
  request.setEncoding('utf8');
  request.on('data', (piece) => (asked += piece));
  request.on('end', () => {
    if (!asked.includes('"stream":true')) {
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': body.length,
      });
      response.end(body);
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const pace = /pace-(\d+)/.exec(asked)?.[1];
    let sent = 0;
    const send = () => {
      response.write(token);
      if (++sent >= TOKENS) response.end(last);
      else if (pace === undefined) setImmediate(send);
      else setTimeout(send, Number(pace));
    };
    send();
  });
});
server.keepAliveTimeout = 65_000;
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
