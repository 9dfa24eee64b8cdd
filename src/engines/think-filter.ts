/** Tags in which models think aloud. Nothing between them is for the learner. */
const TAG = /<(\/?)(think|thinking|thought|reasoning)>/i;
/** The longest tag: what might be the beginning of one is held back no further than this. */
const LONGEST_TAG = '</reasoning>'.length;

/** Where a tag may have begun at the end of `text`; its length when none has. */
function openEnd(text: string): number {
  const at = text.lastIndexOf('<');
  const begun = at >= 0 && text.length - at < LONGEST_TAG && /^<\/?[a-z]*$/i.test(text.slice(at));
  return begun ? at : text.length;
}

/**
 * Takes what a model thinks out of its streamed reply, wherever the stream is split. White space
 * before the first word of the reply goes too, since thinking leaves blank lines behind.
 */
export class ThinkFilter {
  #rest = '';
  #thinking: boolean;
  #spoken = false;

  /** `thinking`: the prompt already opened the tag, as some chat templates do. */
  constructor(thinking = false) {
    this.#thinking = thinking;
  }

  /** Returns what of the reply is certain now, often nothing. */
  push(text: string): string {
    this.#rest += text;
    let said = '';
    for (;;) {
      const tag = TAG.exec(this.#rest);
      if (!tag) break;
      if (!this.#thinking) said += this.#rest.slice(0, tag.index);
      this.#rest = this.#rest.slice(tag.index + tag[0].length);
      this.#thinking = tag[1] === '';
    }
    const end = openEnd(this.#rest);
    if (!this.#thinking) said += this.#rest.slice(0, end);
    this.#rest = this.#rest.slice(end);
    return this.#begin(said);
  }

  /** The reply is over: what looked like the beginning of a tag was text. */
  end(): string {
    const rest = this.#thinking ? '' : this.#rest;
    this.#rest = '';
    return this.#begin(rest);
  }

  #begin(said: string): string {
    if (this.#spoken) return said;
    const text = said.trimStart();
    this.#spoken = text !== '';
    return text;
  }
}
