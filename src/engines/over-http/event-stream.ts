import { createParser } from 'eventsource-parser';
import { httpError } from './http-errors.ts';
import type { HttpAnswer } from './http-answer.ts';

/** An event larger than this is no token of a reply. */
const MAX_EVENT_CHARACTERS = 4_194_304;

/**
 * The data of each event of a `text/event-stream`, wherever its bytes were split. Comments say that
 * the other side is still loading. A last event without its empty line still counts.
 * @throws what reading the answer throws.
 */
export async function* eventsOf(answer: HttpAnswer, host: string): AsyncGenerator<string> {
  let ready: string[] = [];
  let tooLarge = false;
  let begun = false;
  const parser = createParser({
    onEvent: ({ data }) => void ready.push(data),
    onComment: () => {
      if (!begun) answer.patience.loading();
    },
    onError: ({ type }) => {
      tooLarge ||= type === 'max-buffer-size-exceeded';
    },
    maxBufferSize: MAX_EVENT_CHARACTERS,
  });
  const decoder = new TextDecoder();
  const take = () => {
    if (tooLarge) throw httpError('unreadable', host);
    const events = ready;
    ready = [];
    begun ||= events.length > 0;
    return events;
  };
  for await (const bytes of answer.bytes()) {
    parser.feed(decoder.decode(bytes, { stream: true }));
    const events = take();
    if (events.length > 0) answer.patience.alive();
    yield* events;
  }
  parser.feed(`${decoder.decode()}\n\n`);
  yield* take();
}
