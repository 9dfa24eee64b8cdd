import type icons from './icons.json';

/** Icons are drawn on a 24 grid with open strokes; their paths come from the design language. */
export type IconName = keyof typeof icons;
