import { describe, expect, test } from 'vitest';
import { addressOf, readRoute, type Route } from '../../../src/ui/route.ts';

const routes: Route[] = [
  { name: 'home' },
  { name: 'lesson', id: 'first-words' },
  { name: 'link', payload: '1eJyrVkrLz1eyUkpKLFKqBQAz_w-T' },
  { name: 'play' },
  { name: 'talk' },
  { name: 'progress' },
  { name: 'models' },
  { name: 'routes' },
  { name: 'settings' },
  { name: 'more' },
  { name: 'licences' },
];

describe('readRoute', () => {
  test.each(routes)('reads the address of $name back', (route) => {
    expect(readRoute(addressOf(route))).toEqual(route);
  });

  test.each(['', '#', '#/', '#/nowhere', '#/lesson', '#/lesson/<script>', '#/lesson/../etc'])(
    '%s leads home',
    (hash) => {
      expect(readRoute(hash)).toEqual({ name: 'home' });
    },
  );

  test('a payload keeps its slashes and whatever else it holds', () => {
    expect(readRoute('#/learn/a/b#c')).toEqual({ name: 'link', payload: 'a/b#c' });
  });
});
