import { expect, test } from 'vitest';
import { measureTargets } from '../../../src/patch-panel/measure-targets.ts';
import { fakeBoard } from '../../fakes/fake-board.ts';
import { FakeChatModel } from '../../fakes/fake-chat-model.ts';
import { FakeSynthesizer } from '../../fakes/fake-synthesizer.ts';
import { fakeTarget, sourceOf } from '../../fakes/fake-target.ts';
import { FakeTranscriber } from '../../fakes/fake-transcriber.ts';

const never = new AbortController().signal;

test('what is here is loaded and timed on a sentence of ours; what fails is left as it is', async () => {
  const broken = new FakeChatModel({ failure: { after: 0, error: new Error('No memory.') } });
  const far = fakeTarget('chat', 'far', new FakeChatModel(), { place: 'cloud' });
  const cold = fakeTarget('chat', 'cold', new FakeChatModel());
  cold.is = { state: 'ready', loaded: false };
  const asleep = fakeTarget('chat', 'asleep', new FakeChatModel(), { place: 'home' });
  asleep.is = { state: 'ready', loaded: false };
  const { board } = fakeBoard(
    sourceOf(
      fakeTarget('speak', 'voice', new FakeSynthesizer()),
      fakeTarget('transcribe', 'ear', new FakeTranscriber()),
      fakeTarget('chat', 'model', new FakeChatModel()),
      fakeTarget('chat', 'broken', broken),
      cold,
      asleep,
      far,
    ),
  );
  const shares: number[] = [];
  const scope = { policy: 'school-network', language: 'en' } as const;
  await measureTargets(board, scope, 'How do you do?', (share) => shares.push(share), never);
  const timed = ['voice', 'ear', 'model', 'broken', 'cold', 'asleep', 'far'].filter(
    (id) => board.parts.runs.recentMs(id).length > 0,
  );
  expect(timed).toEqual(['voice', 'ear', 'model', 'cold']);
  expect(shares).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
  expect(board.parts.aside.has('broken')).toBe(false);
});

test('what is in memory is not warmed up: elsewhere that would be a request', async () => {
  const warmed: string[] = [];
  const target = (id: string, loaded: boolean) => {
    const engine = new FakeChatModel();
    engine.warmUp = () => Promise.resolve(void warmed.push(id));
    const made = fakeTarget('chat', id, engine);
    made.is = { state: 'ready', loaded };
    return made;
  };
  const { board } = fakeBoard(sourceOf(target('loaded', true), target('cold', false)));
  const scope = { policy: 'device-only', language: 'en' } as const;
  await measureTargets(board, scope, 'Hi.', () => {}, never);
  expect(warmed).toEqual(['cold']);
});

test('it stops when told', async () => {
  const { board } = fakeBoard(sourceOf(fakeTarget('chat', 'model', new FakeChatModel())));
  const scope = { policy: 'device-only', language: 'en' } as const;
  const stopped = measureTargets(board, scope, 'Hi.', () => {}, AbortSignal.abort());
  await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
});
