import { answerChat, type ChatServices } from './answer-chat.ts';
import type { ApiAddress } from './api-call.ts';
import { mediaOrigins, readChatRequest } from '../requests/chat-request.ts';
import { readJson } from './read-json.ts';

/** `POST /v1/chat/completions`: JSON, or server-sent events with `stream`. */
export function chatCompletions(services: ChatServices): ApiAddress {
  return {
    path: '/v1/chat/completions',
    method: 'POST',
    job: 'chat',
    async handle(call) {
      const settings = services.settings();
      const body = await readJson(call, settings.limits.bodyBytes);
      const request = readChatRequest(body, mediaOrigins(settings, call.policy));
      await answerChat(services, call, request);
    },
  };
}
