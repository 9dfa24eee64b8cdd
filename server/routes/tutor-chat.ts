import { ApiError } from '../api-error.ts';
import { answerChat, type ChatServices } from './answer-chat.ts';
import type { ApiAddress } from './api-call.ts';
import { mediaOrigins, readChatRequest } from '../requests/chat-request.ts';
import { readJson } from './read-json.ts';
import { tutorPrompt } from '../requests/tutor-prompt.ts';

/** `POST /api/tutor/chat`: a chat request with a lesson's `context`; the prompt is made here. */
export function tutorChat(services: ChatServices): ApiAddress {
  return {
    path: '/api/tutor/chat',
    method: 'POST',
    job: 'chat',
    async handle(call) {
      const body = await readJson(call, services.settings().limits.bodyBytes);
      const request = readChatRequest(body, mediaOrigins(services.settings(), call.policy));
      if (request.messages.some(({ role }) => role !== 'user' && role !== 'assistant')) {
        throw new ApiError(
          400,
          'invalid_request',
          'Messages here are of the user or the assistant; the tutor is told the rest by context.',
          { param: 'messages' },
        );
      }
      const system = { role: 'system', content: tutorPrompt(body['context']) };
      await answerChat(services, call, { ...request, messages: [system, ...request.messages] });
    },
  };
}
