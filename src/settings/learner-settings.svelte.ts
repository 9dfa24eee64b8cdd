import * as v from 'valibot';
import type { LiveDatabase } from '../storage/live-database.ts';
import { chooseLocale, settingsSchema, type SettingValues } from './settings-schema.ts';

/** Answers by name, which are chosen one by one. */
const isList = (value: unknown): value is object => typeof value === 'object' && value !== null;

/**
 * The learner's choices: reactive fields, each kept in the database as soon as it is assigned.
 * Without a database (`null`), or where it fails, they last as long as the page.
 */
export class LearnerSettings implements SettingValues {
  #values: SettingValues;
  readonly #database: LiveDatabase | null;
  /** What was kept could not be read so far: nothing of it may be written over. */
  #unread: boolean;
  /** Chosen on this page; no part of what is shown. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #chosen = new Set<string>();
  #reading: Promise<void> | null = null;

  private constructor(values: SettingValues, database: LiveDatabase | null, unread: boolean) {
    this.#values = $state(values);
    this.#database = database;
    this.#unread = unread;
  }

  /** Reads what is kept; `languages` (navigator.languages) decides the interface language at first. */
  static async open(
    database: LiveDatabase | null,
    languages: readonly string[],
  ): Promise<LearnerSettings> {
    const kept: Record<string, unknown> = {};
    const rows = await database?.use((open) => open.getAll('settings')).catch(() => null);
    for (const { name, value } of rows ?? []) kept[name] = value;
    kept.locale ??= chooseLocale(languages);
    // Valibot reads a missing key as an error before a fallback could help, so each one is named.
    for (const name of Object.keys(settingsSchema.entries)) kept[name] ??= null;
    return new LearnerSettings(v.parse(settingsSchema, kept), database, rows === null);
  }

  /** All of them as plain data. */
  all(): SettingValues {
    return $state.snapshot(this.#values);
  }

  /** Takes values that were saved elsewhere; what makes no sense is left as it is here. */
  take(saved: Readonly<Record<string, unknown>>): void {
    for (const name of Object.keys(settingsSchema.entries) as (keyof SettingValues)[]) {
      if (!(name in saved)) continue;
      const read: unknown = v.parse(settingsSchema.entries[name], saved[name]);
      // A value that makes no sense was replaced by the usual one.
      const sensible = JSON.stringify(read) === JSON.stringify(saved[name]);
      if (sensible) this.#set(name, read as never);
    }
  }

  #set<Name extends keyof SettingValues>(name: Name, value: SettingValues[Name]): void {
    this.#values[name] = value;
    this.#chosen.add(name);
    // A choice that cannot be kept still holds for this page; the start of the app has said so.
    const kept = this.#unread ? this.#readLate().then(() => this.#keep(name)) : this.#keep(name);
    kept.catch(() => {});
  }

  #readLate(): Promise<void> {
    this.#reading ??= (async () => {
      const rows = await this.#database?.use((open) => open.getAll('settings'));
      this.#unread = false;
      for (const row of rows ?? []) this.#adopt(row);
    })().finally(() => (this.#reading = null));
    return this.#reading;
  }

  async #keep(name: keyof SettingValues): Promise<void> {
    const row = { name, value: $state.snapshot(this.#values[name]) };
    await this.#database?.use((open) => open.put('settings', row));
  }

  /** What was kept all along and could only be read now; a choice of this page stands over it. */
  #adopt({ name, value }: { readonly name: string; readonly value: unknown }): void {
    if (!(name in settingsSchema.entries)) return;
    const key = name as keyof SettingValues;
    const kept: unknown = v.parse(settingsSchema.entries[key], value);
    const now: unknown = this.#values[key];
    const lists = isList(kept) && isList(now);
    if (this.#chosen.has(name) && !lists) return;
    this.#values[key] = (this.#chosen.has(name) && lists ? { ...kept, ...now } : kept) as never;
  }

  get theme() {
    return this.#values.theme;
  }
  set theme(value) {
    this.#set('theme', value);
  }
  get locale() {
    return this.#values.locale;
  }
  set locale(value) {
    this.#set('locale', value);
  }
  get stillLine() {
    return this.#values.stillLine;
  }
  set stillLine(value) {
    this.#set('stillLine', value);
  }
  get captions() {
    return this.#values.captions;
  }
  set captions(value) {
    this.#set('captions', value);
  }
  get rate() {
    return this.#values.rate;
  }
  set rate(value) {
    this.#set('rate', value);
  }
  get patience() {
    return this.#values.patience;
  }
  set patience(value) {
    this.#set('patience', value);
  }
  get talkPolicy() {
    return this.#values.talkPolicy;
  }
  set talkPolicy(value) {
    this.#set('talkPolicy', value);
  }
  get answerBy() {
    return this.#values.answerBy;
  }
  set answerBy(value) {
    this.#set('answerBy', value);
  }
  get microphoneMode() {
    return this.#values.microphoneMode;
  }
  set microphoneMode(value) {
    this.#set('microphoneMode', value);
  }
  get letterKeys() {
    return this.#values.letterKeys;
  }
  set letterKeys(value) {
    this.#set('letterKeys', value);
  }
  get voice() {
    return this.#values.voice;
  }
  set voice(value) {
    this.#set('voice', value);
  }
  get routeMode() {
    return this.#values.routeMode;
  }
  set routeMode(value) {
    this.#set('routeMode', value);
  }
  get routeOverrides() {
    return this.#values.routeOverrides;
  }
  set routeOverrides(value) {
    this.#set('routeOverrides', value);
  }
  get companionAddress() {
    return this.#values.companionAddress;
  }
  set companionAddress(value) {
    this.#set('companionAddress', value);
  }
  get mayLeave() {
    return this.#values.mayLeave;
  }
  set mayLeave(value) {
    this.#set('mayLeave', value);
  }
  get companionKey() {
    return this.#values.companionKey;
  }
  set companionKey(value) {
    this.#set('companionKey', value);
  }
}
