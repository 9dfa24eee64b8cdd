import { toJsonSchemaDefs } from '@valibot/to-json-schema';
import { chatMessage, chatRequest } from '../requests/chat-request.ts';
import { embeddingRequest } from '../requests/embed-request.ts';
import { fetchRequest } from '../requests/fetch-request.ts';
import { speechRequest } from '../requests/speech-request.ts';
import { tutorContext } from '../requests/tutor-prompt.ts';

/** What requests hold, made of the schemas that they are checked with. */
export const requestSchemas = toJsonSchemaDefs(
  {
    Message: chatMessage,
    ChatRequest: chatRequest,
    TutorContext: tutorContext,
    SpeechRequest: speechRequest,
    EmbeddingRequest: embeddingRequest,
    FetchRequest: fetchRequest,
  },
  {
    // The one that OpenAPI 3.1 speaks.
    target: 'draft-2020-12',
    typeMode: 'input',
    overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
  },
);
