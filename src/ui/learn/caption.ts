import type { PlayerView } from '../../player/player-view.ts';

type Shown = Pick<PlayerView, 'prompt' | 'step' | 'feedback' | 'hints' | 'model' | 'said'>;

const bare = (text: string) => text.replace(/\s+/g, ' ').trim();

/** The caption, unless its words stand on the page already: nobody needs to read them twice. */
export function captionToShow(caption: string, shown: Shown): string {
  const words = bare(caption);
  if (!words) return '';
  // In the order in which things are said, so that a caption may run across two of them.
  const onPage = [
    shown.step.prompt,
    shown.prompt,
    'sentence' in shown.step ? shown.step.sentence : '',
    ...('options' in shown.step ? shown.step.options.map((option) => option.text) : []),
    ...shown.feedback,
    ...shown.hints,
    ...shown.said.map((line) => line.text),
    shown.model ?? '',
  ];
  return bare(onPage.join(' ')).includes(words) ? '' : caption;
}
