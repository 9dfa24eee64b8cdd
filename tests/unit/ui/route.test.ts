import { describe, expect, test } from 'vitest';
import { addressOf, hashOf, readRoute, type Route } from '../../../src/ui/route.ts';

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

  test.each(['', '#', '#/', '#/?fbclid=x'])('%s leads home', (hash) => {
    expect(readRoute(hash)).toEqual({ name: 'home' });
  });

  test.each(['#/nowhere', '#/lesson', '#/lesson/<script>', '#/lesson/../etc', '#/learning'])(
    '%s leads nowhere, and says so',
    (hash) => {
      expect(readRoute(hash)).toEqual({ name: 'unknown' });
    },
  );

  test.each(['#/learn/1abc', '#%2Flearn%2F1abc', '#learn/1abc', '%2flearn/1abc'])(
    '%s is a link',
    (hash) => {
      expect(readRoute(hash)).toEqual({ name: 'link', payload: '1abc' });
    },
  );

  test('a payload keeps its slashes and whatever else it holds', () => {
    expect(readRoute('#/learn/a/b#c')).toEqual({ name: 'link', payload: 'a/b#c' });
  });
});

describe('hashOf', () => {
  const hashAt = (pathname: string, hash = '', base?: string) => hashOf({ pathname, hash }, base);

  test('finds what a mail filter made a path of', () => {
    expect(hashAt('/', '#/learn/1a')).toBe('#/learn/1a');
    expect(hashAt('/index.html', '#/talk')).toBe('#/talk');
    expect(hashAt('/%23/learn/1a')).toBe('#/learn/1a');
    expect(hashAt('/app/%23/learn/1a', '', '/app/')).toBe('#/learn/1a');
    expect(hashAt('/app/', '#/talk', '/app/')).toBe('#/talk');
  });

  test('knows a path that leads nowhere', () => {
    expect(hashAt('/nowhere')).toBeNull();
    expect(hashAt('/learn/1a')).toBeNull();
  });
});
