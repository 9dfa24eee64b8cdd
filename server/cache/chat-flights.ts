import { ChatFlight, type FlightCrew } from './chat-flight.ts';
import type { StopSignal } from '../stop-signal.ts';

/** The calls that others may join, by what they ask. */
export class ChatFlights {
  readonly #flights = new Map<string, ChatFlight>();

  /** The call under way for this key. */
  find(key: string): ChatFlight | undefined {
    return this.#flights.get(key);
  }

  /** Begins a call that equal requests can join until it is over. */
  begin(key: string, fly: (crew: FlightCrew, signal: StopSignal) => Promise<void>): ChatFlight {
    const flight = new ChatFlight(fly, () => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    });
    this.#flights.set(key, flight);
    return flight;
  }
}
