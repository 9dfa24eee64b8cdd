import type { ChatMessage } from '../../src/contracts/engine.ts';
import { startEnginesServer } from '../e2e/pages/engines-server.ts';
import type {} from '../e2e/pages/chat.ts';
import { launchChromium } from './browser.ts';

const questions = [
  'What is the capital of France?',
  'How many sides does a triangle have?',
  'What is two plus two?',
  'What day comes after Saturday?',
  'What is the capital of Spain?',
];

/** A system prompt and some turns, about 250 tokens: what a lesson has in front of a question. */
const before: readonly ChatMessage[] = [
  { role: 'system', content: 'You are a kind tutor. Answer in one short sentence.' },
  ...questions.flatMap((question): ChatMessage[] => [
    { role: 'user', content: question },
    { role: 'assistant', content: 'Good question. Let us think about it together, step by step.' },
  ]),
];

/** tiny-tutor in the app's worker against the bare library in the same page, round by round. */
export async function benchChat(): Promise<void> {
  const server = await startEnginesServer('chat');
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    await page.waitForFunction(() => 'chats' in window);
    await page.evaluate(() => window.chats.get('tiny-tutor', 'wasm'));
    const speed = await page.evaluate((asked) => window.chats.compare(asked, 40), questions);
    const first = await page.evaluate(
      ([messages, question]) => window.chats.firstTexts(messages, question, 15),
      [before, questions[0]!] as const,
    );
    console.log('chat, tiny-tutor int8, WASM, 5 questions × 40 rounds, medians');
    console.log(`  threads                        ${speed.threads}`);
    console.log(`  tokens per second in the app   ${speed.app.toFixed(1)}`);
    console.log(`  tokens per second of the bare  ${speed.bare.toFixed(1)}`);
    console.log(`  ratio, reply by reply          ${speed.ratio.toFixed(3)}`);
    console.log(
      `  best of the app, of the bare   ${speed.best.app.toFixed(1)}, ${speed.best.bare.toFixed(1)}`,
    );
    console.log(`  whole replies, ratio           ${speed.replyRatio.toFixed(3)}`);
    console.log(`  same words                     ${speed.same} of ${questions.length * 40}`);
    console.log(`  first text, nothing known      ${first.cold.toFixed(1)} ms`);
    console.log(`  first text, read ahead         ${first.ahead.toFixed(1)} ms`);
    console.log(`  first text, turns kept         ${first.kept.toFixed(1)} ms`);
  } finally {
    await browser.close();
    await server.close();
  }
}
