import * as v from 'valibot';
import { primaryLanguage } from '../base/primary-language.ts';
import { settingsSchema, type Locale, type Settings } from '../contracts/settings.ts';
import type { LiveDatabase } from '../storage/live-database.ts';

const { entries } = settingsSchema;
const NAMES = Object.keys(entries) as (keyof Settings)[];

/** For the types alone: the fields themselves are made of the schema's, below. */
const Fields = Object as unknown as new () => Settings;

/** The interface language for the languages a browser asks for; English when none is known. */
export function chooseLocale(wanted: readonly string[]): Locale {
  const { options } = entries.locale;
  for (const tag of wanted) {
    const primary = primaryLanguage(tag);
    const found = options.find((locale) => locale === primary);
    if (found) return found;
  }
  return 'en';
}

/** Answers by name, which are chosen one by one. */
const isList = (value: unknown): value is object => typeof value === 'object' && value !== null;

/**
 * The learner's choices: reactive fields, each kept in the database as soon as it is assigned.
 * Where that fails they last as long as the page.
 */
export class LearnerSettings extends Fields {
  static {
    for (const name of NAMES) {
      Object.defineProperty(this.prototype, name, {
        get(this: LearnerSettings) {
          return this.#values[name];
        },
        set(this: LearnerSettings, value: never) {
          this.#set(name, value);
        },
      });
    }
  }

  #values: Settings;
  readonly #database: LiveDatabase;
  /** What was kept could not be read so far: nothing of it may be written over. */
  #unread: boolean;
  /** Chosen on this page; no part of what is shown. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #chosen = new Set<string>();
  #reading: Promise<void> | null = null;

  private constructor(values: Settings, database: LiveDatabase, unread: boolean) {
    super();
    this.#values = $state(values);
    this.#database = database;
    this.#unread = unread;
  }

  /** Reads what is kept; `languages` (navigator.languages) decides the interface language at first. */
  static async open(
    database: LiveDatabase,
    languages: readonly string[],
  ): Promise<LearnerSettings> {
    const kept: Record<string, unknown> = {};
    const rows = await database.use((open) => open.getAll('settings')).catch(() => null);
    for (const { name, value } of rows ?? []) kept[name] = value;
    kept.locale ??= chooseLocale(languages);
    // Valibot reads a missing key as an error before a fallback could help, so each one is named.
    for (const name of NAMES) kept[name] ??= null;
    return new LearnerSettings(v.parse(settingsSchema, kept), database, rows === null);
  }

  /** All of them as plain data. */
  all(): Settings {
    return $state.snapshot(this.#values);
  }

  /** Takes values that were saved elsewhere; what makes no sense is left as it is here. */
  take(saved: Readonly<Record<string, unknown>>): void {
    for (const name of NAMES) {
      if (!(name in saved)) continue;
      const read: unknown = v.parse(entries[name], saved[name]);
      // A value that makes no sense was replaced by the usual one.
      const sensible = JSON.stringify(read) === JSON.stringify(saved[name]);
      if (sensible) this.#set(name, read as never);
    }
  }

  #set<Name extends keyof Settings>(name: Name, value: Settings[Name]): void {
    this.#values[name] = value;
    this.#chosen.add(name);
    // A choice that cannot be kept still holds for this page; the start of the app has said so.
    const kept = this.#unread ? this.#readLate().then(() => this.#keep(name)) : this.#keep(name);
    kept.catch(() => {});
  }

  #readLate(): Promise<void> {
    this.#reading ??= (async () => {
      const rows = await this.#database.use((open) => open.getAll('settings'));
      this.#unread = false;
      for (const row of rows) this.#adopt(row);
    })().finally(() => (this.#reading = null));
    return this.#reading;
  }

  async #keep(name: keyof Settings): Promise<void> {
    const row = { name, value: $state.snapshot(this.#values[name]) };
    await this.#database.use((open) => open.put('settings', row));
  }

  /** What was kept all along and could only be read now; a choice of this page stands over it. */
  #adopt({ name, value }: { readonly name: string; readonly value: unknown }): void {
    if (!(name in entries)) return;
    const key = name as keyof Settings;
    const kept: unknown = v.parse(entries[key], value);
    const now: unknown = this.#values[key];
    const lists = isList(kept) && isList(now);
    if (this.#chosen.has(name) && !lists) return;
    this.#values[key] = (this.#chosen.has(name) && lists ? { ...kept, ...now } : kept) as never;
  }
}
