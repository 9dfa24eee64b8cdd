import { expect, test, vi } from 'vitest';
import { RoutesDesk } from '../../../../src/ui/routes/routes-desk.svelte.ts';
import { FakePanel } from '../../../fakes/fake-panel.ts';

function deskOn(panel = new FakePanel()) {
  const desk = new RoutesDesk(panel);
  return { panel, desk, leave: desk.listen() };
}

test('what the panel changes is shown, until the page is left', () => {
  const { panel, desk, leave } = deskOn();
  desk.setMode('onDeviceOnly');
  expect(desk.snapshot.mode).toBe('onDeviceOnly');
  desk.setOverride('chat', 'device-chat');
  expect(desk.snapshot.jobs.find(({ job }) => job === 'chat')?.override).toBe('device-chat');
  leave();
  expect(panel.listeners).toBe(0);
});

test('measuring shows how far it is, and says when it is done', async () => {
  const { panel, desk } = deskOn();
  const measuring = desk.measure();
  expect(desk.share).toBe(0);
  panel.advance(0.4);
  expect(desk.share).toBe(0.4);
  void desk.measure();
  expect(panel.calls.filter(([name]) => name === 'measure')).toHaveLength(1);
  panel.advance(1);
  await measuring;
  expect(desk.share).toBeNull();
  expect(desk.said).toBe('routes.measuredNow');
});

test('measuring that was cancelled is neither done nor a problem, and can begin again', async () => {
  const { panel, desk } = deskOn();
  const measuring = desk.measure();
  desk.cancel();
  await measuring;
  expect([desk.share, desk.said, desk.problem]).toEqual([null, null, null]);
  const again = desk.measure();
  panel.advance(1);
  await again;
  expect(desk.said).toBe('routes.measuredNow');
});

test('leaving the page stops the measuring', async () => {
  const { desk, leave } = deskOn();
  const measuring = desk.measure();
  leave();
  await measuring;
  expect(desk.share).toBeNull();
});

test('a measurement that fails is told', async () => {
  const { panel, desk } = deskOn();
  const broken = new Error('no adapter');
  vi.spyOn(panel, 'measure').mockRejectedValue(broken);
  await desk.measure();
  expect(desk.problem).toBe(broken);
});

test('pairing is the dialog’s to explain when it fails; disconnecting goes back', async () => {
  const { desk } = deskOn();
  const { signal } = new AbortController();
  await expect(desk.pair('https://nobody.example', null, signal)).rejects.toThrow();
  expect(desk.said).toBeNull();
  await desk.pair('https://pair.example', 'secret', signal);
  expect(desk.snapshot.companion).toMatchObject({ address: 'https://pair.example', paired: true });
  expect(desk.said).toBe('routes.paired');
  await desk.disconnect();
  expect(desk.snapshot.companion.paired).toBe(false);
});
