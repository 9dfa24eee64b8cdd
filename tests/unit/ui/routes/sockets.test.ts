import { expect, test } from 'vitest';
import type { JobView } from '../../../../src/patch-panel/panel-view.ts';
import { byColumn, columnsOf, socketsOf } from '../../../../src/ui/routes/sockets.ts';
import { sampleSnapshot, targetOf } from '../../../fakes/fake-panel.ts';

function sample(job: string): JobView {
  const found = sampleSnapshot.jobs.find((each) => each.job === job);
  if (!found) throw new Error(job);
  return found;
}

test('sockets stand in the order in which they are tried; what cannot be used has no rank', () => {
  const { sockets, rest } = socketsOf(sample('chat'));
  expect(sockets.map(({ target, rank, used, open }) => [target.id, rank, used, open])).toEqual([
    ['mac-chat', 1, true, true],
    ['device-chat', 2, false, true],
    ['school-chat', 3, false, true],
    ['cloud-chat', 0, false, false],
  ]);
  expect(rest.map(({ id }) => id)).toEqual(['big-chat']);
});

test('a place where nothing works still has one socket, which says why', () => {
  const { sockets, rest } = socketsOf(sample('embed'));
  expect(sockets).toMatchObject([{ target: { id: 'device-embed' }, rank: 0, open: false }]);
  expect(rest).toEqual([]);
});

test('what is down can be chosen by hand, but is not in the order', () => {
  const down = targetOf('down', 'home', 'MacBook', 'Piper', { state: 'down' });
  const { sockets } = socketsOf({ ...sample('speak'), targets: [down], current: null });
  expect(sockets).toMatchObject([{ rank: 0, open: true, used: false }]);
});

test('columns are the places that have a socket, near ones first', () => {
  const all = sampleSnapshot.jobs.map((job) => socketsOf(job).sockets);
  expect(columnsOf(all)).toEqual(['device', 'home', 'school', 'cloud']);
  expect(columnsOf([socketsOf(sample('speak')).sockets])).toEqual(['device', 'home', 'cloud']);
});

test('by column, what is in use is at the top of its own', () => {
  const job = sample('speak');
  const second = targetOf('espeak', 'device', 'this device', 'eSpeak NG');
  const { sockets } = socketsOf({ ...job, targets: [second, ...job.targets] });
  const ids = byColumn(sockets, ['device', 'home', 'cloud']).map(({ target }) => target.id);
  expect(ids).toEqual(['device-speak', 'espeak', 'mac-speak', 'cloud-speak']);
});
