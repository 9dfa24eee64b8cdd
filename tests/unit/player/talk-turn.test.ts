import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ParleyError } from '../../../src/base/parley-error.ts';
import type { Lesson } from '../../../src/contracts/lesson.ts';
import { resumeRun } from '../../../src/lessons/stepping.ts';
import { TalkingChatModel } from '../../fakes/talking-chat-model.ts';
import { later, play, twoQuestions } from './played-lesson.ts';

type Played = ReturnType<typeof play>;

const talk: Lesson = {
  ...twoQuestions,
  id: 'talk',
  steps: [{ kind: 'talk', id: 'talk', prompt: 'Ask me.', passages: ['Bread is baked.'] }],
};
const cut = new ParleyError('reply-cut', 'The reply broke off.', 'Ask again.');

/** A talk that waits for the learner. */
async function talking(chat?: TalkingChatModel, more: Parameters<typeof play>[0] = {}) {
  const played = play({ lesson: talk, ...(chat ? { chat } : {}), ...more });
  played.player.start();
  await later(50);
  return played;
}

async function speak({ parts }: Played, text: string): Promise<void> {
  const speaking = parts.speak(text);
  await later(50);
  await speaking;
  await later(50);
}

const said = ({ player }: Played) =>
  player.said.map(({ who, text, unheard }) => `${who}: ${text}${unheard ? `|${unheard}` : ''}`);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a talk with a model', () => {
  it('is several turns, each told all that was said before', async () => {
    const chat = new TalkingChatModel((asked) => `About ${asked}. Is it clear?`);
    const played = await talking(chat);
    await speak(played, 'Bread');
    await speak(played, 'Salt');
    expect(said(played)).toEqual([
      'you: Bread',
      'tutor: About Bread. Is it clear?',
      'you: Salt',
      'tutor: About Salt. Is it clear?',
    ]);
    const [first, second] = chat.asked.map(({ messages }) => messages);
    expect(second?.slice(0, first?.length)).toEqual(first);
    expect(second?.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
    expect(played.player.voice).toBe('listening');
  });

  it('reads the lesson ahead when it begins, and what was said after each reply', async () => {
    const chat = new TalkingChatModel();
    const played = await talking(chat);
    expect(chat.prefilled[0]?.map(({ role }) => role)).toEqual(['system']);
    await speak(played, 'Bread');
    expect(chat.prefilled.at(-1)?.at(-1)).toEqual({
      role: 'assistant',
      content: 'You said Bread.',
    });
  });

  it('is told nothing that was said where words might go less far', async () => {
    const chat = new TalkingChatModel();
    const here = await talking(chat);
    await speak(here, 'A secret');
    const run = here.kept.at(-1);
    const wider = await talking(chat, { policy: 'cloud-allowed', ...(run ? { run } : {}) });
    expect(said(wider)).toContain('you: A secret');
    await speak(wider, 'Bread');
    const { messages } = chat.asked.at(-1) ?? {};
    expect(JSON.stringify(messages)).toContain('Bread');
    expect(JSON.stringify(messages)).not.toContain('secret');
    expect(JSON.stringify(chat.prefilled.slice(-2))).not.toContain('secret');
  });

  it('is still there after a reload when an essay was pasted into it', async () => {
    const played = await talking(new TalkingChatModel(), { answerBy: 'keyboard' });
    played.player.answerInWriting('Bread');
    await later(50);
    played.player.answerInWriting('word '.repeat(2_000));
    await later(50);
    const kept: unknown = JSON.parse(JSON.stringify(played.kept.at(-1)));
    expect(resumeRun(talk, kept).said?.[0]).toMatchObject({ text: 'Bread' });
  });

  it('is written as well', async () => {
    const played = await talking(new TalkingChatModel(), { answerBy: 'keyboard' });
    played.player.answerInWriting('Bread');
    await later(50);
    expect(said(played)).toEqual(['you: Bread', 'tutor: You said Bread.']);
    expect(played.parts.saidLines).toContain('You said Bread.');
  });

  it('is answered when it is written while the tutor still opens the talk', async () => {
    const played = play({ lesson: talk, chat: new TalkingChatModel(), answerBy: 'keyboard' });
    played.parts.holdSpeech = true;
    played.player.start();
    await later(10);
    played.player.answerInWriting('Bread');
    played.parts.holdSpeech = false;
    await later(50);
    expect(said(played)).toEqual(['you: Bread', 'tutor: You said Bread.']);
  });

  it('thinks until the first sound, and shows a sentence when its sound begins', async () => {
    const chat = new TalkingChatModel(() => 'One is here. Two is there.');
    const played = await talking(chat, { answerBy: 'keyboard' });
    chat.hold = true;
    played.player.answerInWriting('Go');
    await later(10);
    expect(played.player.voice).toBe('thinking');
    expect(said(played)).toEqual(['you: Go']);
    played.parts.holdSpeech = true;
    chat.hold = false;
    chat.release();
    await later(10);
    expect(played.player.voice).toBe('speaking');
    expect(said(played)).toEqual(['you: Go', 'tutor: One is here.']);
    played.parts.release();
    await later(10);
    expect(said(played).at(-1)).toBe('tutor: One is here. Two is there.');
  });

  it('strips what cannot be spoken, and tells the model its own words', async () => {
    const chat = new TalkingChatModel(() => '**Good** work. Go on.');
    const played = await talking(chat);
    await speak(played, 'Bread');
    expect(said(played).at(-1)).toBe('tutor: Good work. Go on.');
    await speak(played, 'More');
    expect(chat.asked.at(-1)?.messages.at(-2)?.content).toBe('**Good** work. Go on.');
  });
});

describe('an interruption', () => {
  it('stops model and sound, keeps what was heard, and is told to the model', async () => {
    const chat = new TalkingChatModel(() => 'One is here. Two is there.');
    const played = await talking(chat);
    played.parts.holdSpeech = true;
    await speak(played, 'Go');
    expect(played.player.voice).toBe('speaking');
    played.parts.watch({ type: 'confirmed', speechStartMs: 5, decidedMs: 6 });
    await later(50);
    expect(played.player.voice).toBe('listening');
    expect(said(played)).toEqual(['you: Go', 'tutor: One is here.| Two is there.']);
    played.parts.holdSpeech = false;
    await speak(played, 'Salt');
    expect(chat.asked.at(-1)?.messages.at(-1)?.content).toBe(
      '[interrupted after "One is here."]\nSalt',
    );
  });

  it('while the tutor still thinks stops the model; the two questions are one', async () => {
    const chat = new TalkingChatModel();
    const played = await talking(chat);
    chat.hold = true;
    await speak(played, 'Where is');
    expect(played.player.voice).toBe('thinking');
    played.parts.watch({ type: 'confirmed', speechStartMs: 5, decidedMs: 6 });
    await later(50);
    expect(chat.aborted).toBe(1);
    chat.hold = false;
    await speak(played, 'the sea');
    expect(chat.asked.at(-1)?.messages.at(-1)?.content).toBe('Where is\nthe sea');
    expect(said(played).slice(0, 2)).toEqual(['you: Where is', 'you: the sea']);
  });

  it('by leaving leaves no model at work', async () => {
    const chat = new TalkingChatModel();
    const played = await talking(chat);
    chat.hold = true;
    await speak(played, 'Go');
    played.player.leave();
    await later(50);
    expect(chat.aborted).toBe(1);
  });
});

describe('a reply that is begun in the pause', () => {
  const at = (parts: Played['parts']) => parts.now();

  async function pause({ parts }: Played, text: string): Promise<void> {
    parts.heardNext = { text, final: true };
    parts.event({ type: 'speech-start', speechStartMs: at(parts) });
    parts.event({ type: 'pause', samples: new Float32Array(160), speechEndMs: at(parts) });
    await later(20);
  }

  it('is the one that is said, when the learner had finished', async () => {
    const chat = new TalkingChatModel();
    const played = await talking(chat);
    await pause(played, 'Bread');
    expect(chat.asked).toHaveLength(1);
    expect(played.parts.saidLines.at(-1)).toBe('Ask me.');
    played.parts.event({
      type: 'utterance',
      samples: new Float32Array(160),
      speechStartMs: 1,
      speechEndMs: 2,
      decidedMs: 3,
      reason: 'silence',
    });
    await later(50);
    expect(chat.asked).toHaveLength(1);
    expect(said(played)).toEqual(['you: Bread', 'tutor: You said Bread.']);
  });

  it('is dropped when the learner goes on', async () => {
    const chat = new TalkingChatModel();
    const played = await talking(chat);
    chat.hold = true;
    await pause(played, 'Bread');
    played.parts.event({ type: 'resume' });
    await later(20);
    expect(chat.aborted).toBe(1);
    chat.hold = false;
    await speak(played, 'Bread and salt');
    expect(said(played)).toEqual(['you: Bread and salt', 'tutor: You said Bread and salt.']);
  });

  it('is no longer tried with a learner who pauses a lot', async () => {
    const chat = new TalkingChatModel();
    const played = await talking(chat);
    for (let times = 0; times < 4; times++) {
      await pause(played, 'Bread');
      played.parts.event({ type: 'resume' });
      await later(20);
    }
    expect(chat.asked).toHaveLength(2);
  });

  it('is not begun for a command', async () => {
    const chat = new TalkingChatModel();
    await pause(await talking(chat), 'Repeat, please.');
    expect(chat.asked).toHaveLength(0);
  });
});

describe('a reply that breaks off', () => {
  it('is said again from its beginning, once, and nothing is glued', async () => {
    const chat = new TalkingChatModel((_, call) =>
      call === 1 ? { text: 'The sea is. And th', error: cut } : 'The sea is salty.',
    );
    const played = await talking(chat);
    await speak(played, 'The sea?');
    expect(played.parts.saidLines.slice(-3)).toEqual([
      'The sea is.',
      'Let me say that again.',
      'The sea is salty.',
    ]);
    expect(said(played)).toEqual([
      'you: The sea?',
      'tutor: The sea is.',
      'tutor: The sea is salty.',
    ]);
    expect(chat.asked[1]?.messages).toEqual(chat.asked[0]?.messages);
    expect(played.player.notice).toBeNull();
    await speak(played, 'More');
    expect(
      chat.asked
        .at(-1)
        ?.messages.map(({ content }) => content)
        .slice(1),
    ).toEqual(['The sea?', 'The sea is salty.', 'More']);
  });

  it('twice, or before a word, is answered from the lesson, with the reason', async () => {
    for (const text of ['Well now. And', '']) {
      const played = await talking(new TalkingChatModel(() => ({ text, error: cut })));
      await speak(played, 'How is bread made?');
      expect(played.parts.saidLines.at(-1)).toBe('Bread is baked.');
      expect(played.player.notice?.code).toBe('reply-cut');
      expect(played.player.voice).toBe('listening');
    }
  });
});

describe('without a model', () => {
  it('reads from the lesson, and says so once', async () => {
    const played = await talking();
    await speak(played, 'How is bread made?');
    await speak(played, 'Is bread baked?');
    const because = 'No language model is ready here, so I read to you from the lesson.';
    expect(played.parts.saidLines.filter((line) => line === because)).toHaveLength(1);
    expect(played.player.said.filter(({ read }) => read)).toHaveLength(2);
  });
});

describe('a talk that is taken up again', () => {
  it('has its lines, and the model is told of them', async () => {
    const before = await talking(new TalkingChatModel());
    await speak(before, 'Bread');
    const kept: unknown = JSON.parse(JSON.stringify(before.kept.at(-1)));
    const chat = new TalkingChatModel();
    const after = await talking(chat, { run: resumeRun(talk, kept) });
    expect(said(after)).toEqual(['you: Bread', 'tutor: You said Bread.']);
    await speak(after, 'Salt');
    expect(chat.asked[0]?.messages.slice(1).map(({ content }) => content)).toEqual([
      'Bread',
      'You said Bread.',
      'Salt',
    ]);
  });
});
