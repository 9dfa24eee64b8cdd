import { describe, expect, it } from 'vitest';
import type { Policy } from '../../../src/contracts/lesson.ts';
import type { Place } from '../../../src/contracts/route.ts';
import type { LeaveAnswer } from '../../../src/patch-panel/leave-answers.ts';
import { openLessonEngines } from '../../../src/patch-panel/lesson-engines.ts';
import { slowEars } from '../../../src/patch-panel/slow-ears.ts';
import { fakeBoard } from '../../fakes/fake-board.ts';
import { fakeTarget, sourceOf } from '../../fakes/fake-target.ts';
import { FakeChatModel } from '../../fakes/fake-chat-model.ts';
import { FakeTranscriber } from '../../fakes/fake-transcriber.ts';

const HERE = 'here';
const THERE = 'school';

/** A device whose ears take `hereMs`, and a school's machine whose take `thereMs`; null: nobody knows. */
function heard(
  hereMs: number | null,
  thereMs: number | null,
  place: Place = 'school',
  others: Readonly<Record<string, number>> = {},
) {
  const ears = (id: string, at: Place) =>
    fakeTarget('transcribe', id, new FakeTranscriber({ id }), { place: at, name: id });
  const [here, there] = [ears(HERE, 'device'), ears(THERE, place)];
  const chat = ['device', place].map((at) =>
    fakeTarget('chat', `chat/${at}`, new FakeChatModel({ id: at }), { place: at as Place }),
  );
  const more = Object.keys(others).map((id) => ears(id, 'home'));
  const { board } = fakeBoard(sourceOf(here, there, ...more, ...chat));
  for (const target of more) board.parts.runs.add(target, { firstMs: others[target.id]! });
  if (hereMs !== null) board.parts.runs.add(here, { firstMs: hereMs });
  if (thereMs !== null) board.parts.runs.add(there, { firstMs: thereMs });
  const look = (policy: Policy, answers: Record<string, LeaveAnswer> = {}) =>
    slowEars(board, { policy, language: 'es' }, answers);
  return { board, look };
}

describe('slow ears', () => {
  it('are told with both times, and who would hear', () => {
    expect(heard(3_000, 700).look('school-network')).toMatchObject({
      hereMs: 3_000,
      thereMs: 700,
      there: { name: THERE, place: 'school' },
      consent: 'open',
    });
  });

  it('say what the learner answered, and that a lesson of this device only needs them', () => {
    const { look } = heard(3_000, 700);
    const { origin } = look('school-network')!.there;
    const said = (may: boolean) => ({ [origin]: { may, name: THERE, place: 'school' as const } });
    expect(look('school-network', said(true))?.consent).toBe('yes');
    expect(look('school-network', said(false))?.consent).toBe('no');
    expect(look('device-only', said(true))?.consent).toBe('author');
  });

  it('are no matter where this device is quick, nobody is quicker, or a time is not known', () => {
    expect(heard(900, 300).look('school-network')).toBeNull();
    expect(heard(2_000, 1_900).look('school-network')).toBeNull();
    expect(heard(null, 700).look('school-network')).toBeNull();
    expect(heard(3_000, null).look('school-network')).toBeNull();
  });

  it('offer no cloud where the lesson allows none', () => {
    expect(heard(3_000, 700, 'cloud').look('device-only')).toBeNull();
    expect(heard(3_000, 700, 'cloud').look('school-network')).toBeNull();
    expect(heard(3_000, 700, 'cloud').look('cloud-allowed')?.consent).toBe('open');
  });
});

describe('a lesson whose learner lets the school’s machine hear', () => {
  const place = (lets: boolean, others: Readonly<Record<string, number>> = {}) => {
    const { board, look } = heard(3_000, 700);
    const { origin } = look('device-only')!.there;
    const ears = { policy: 'school-network' as const, origin };
    const scope = { policy: 'device-only' as const, language: 'es', asks: true };
    const beside = heard(3_000, 700, 'school', others).board;
    const among = Object.keys(others).length > 0 ? beside : board;
    const lesson = openLessonEngines(among, { ...scope, ...(lets ? { ears } : {}) }, () => {});
    return [lesson.place('transcribe')?.name, lesson.place('chat')?.place];
  };

  it('is heard there, and everything else stays here', () => {
    expect(place(true)).toEqual([THERE, 'device']);
    expect(place(false)).toEqual([HERE, 'device']);
  });

  it('is heard by nobody else, however quick and near', () => {
    expect(place(true, { quick: 10 })).toEqual([THERE, 'device']);
  });
});
