/** For a heading that appears with news: it takes the focus, so that it is read and seen first. */
export function focusNow(heading: HTMLElement): void {
  heading.focus({ preventScroll: true });
  heading.scrollIntoView({ block: 'nearest' });
}
