/** Markdown and pictures out, words left: what can be said aloud and shown as a caption. */
export function plainSpeech(text: string): string {
  return (
    text
      .replace(/^\s*```.*$/gm, '')
      .replace(/!?\[([^\]]*)\]\([^)\s]*(?:\s+"[^"]*")?\)/g, '$1')
      .replace(/^[ \t]*(?:#{1,6}|>+|[-*+•])[ \t]+/gm, '')
      .replace(/^[ \t]*(?:[-*_][ \t]*){3,}$/gm, '')
      // Emphasis hugs a word on one side only; `2 * 3`, `2*3` and `snake_case` stay.
      .replace(/(^|[\s("'“‘¿¡—-])(?:\*{1,3}|_{1,3}|~~|`{1,2})(?=\S)/g, '$1')
      .replace(/(\S)(?:\*{1,3}|_{1,3}|~~|`{1,2})(?=$|[\s.,;:!?…)"'”’—-])/g, '$1')
      .replace(/\p{Emoji_Presentation}|\u200D|\uFE0F/gu, '')
  );
}
