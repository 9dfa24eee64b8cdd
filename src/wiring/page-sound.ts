/** What a browser takes as a person's leave to make sound; touch counts when the finger lifts. */
const PRESSES = ['pointerdown', 'pointerup', 'click', 'keydown'] as const;

/**
 * The page's one AudioContext: made when sound is first needed, running once a gesture allowed it,
 * and made anew where the system closed it.
 */
export class PageSound {
  readonly #make: () => AudioContext;
  #audio: AudioContext | null = null;

  // Interactive latency: the tutor answers a person, it does not play music.
  constructor(make = () => new AudioContext({ latencyHint: 'interactive' })) {
    this.#make = make;
  }

  get audio(): AudioContext {
    if (!this.#audio || this.#audio.state === 'closed') this.#audio = this.#make();
    return this.#audio;
  }

  /** Call it inside a gesture: only there may sound begin. */
  wake(): void {
    // Refused without a gesture; the speaker says so when it matters.
    this.audio.resume().catch(() => {});
  }

  /**
   * Sound that the browser or the system stopped (a call, a lost device, a tab left for long) comes
   * back by any press on `page`, whatever is pressed.
   */
  wakeByAnyPress(page: EventTarget): void {
    const press = () => {
      if (this.#audio && this.#audio.state !== 'running') this.wake();
    };
    for (const type of PRESSES) page.addEventListener(type, press, { capture: true });
  }
}
