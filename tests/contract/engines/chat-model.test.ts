import { createBrowserChat } from '../../../src/engines/in-browser/browser-chat.ts';
import { catalog } from '../../../src/model-store/catalog.ts';
import { nodeChatHandler, startNodeChat } from '../../fakes/node-chat.ts';
import { describeChatModel } from './chat-model-contract.ts';

const entry = catalog.find(({ id }) => id === 'tiny-tutor');
if (!entry) throw new Error('no tiny-tutor in the catalog');

const handler = nodeChatHandler();
describeChatModel('transformers.js', () =>
  createBrowserChat({ entry, startWorker: () => startNodeChat(handler) }),
);
