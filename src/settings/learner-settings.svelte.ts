import * as v from 'valibot';
import type { ParleyDatabase } from '../storage/migration.ts';
import { chooseLocale, settingsSchema, type SettingValues } from './settings-schema.ts';

/**
 * The learner's choices: reactive fields, each kept in the database as soon as it is assigned.
 * Without a database (`null`) they last as long as the page.
 */
export class LearnerSettings implements SettingValues {
  #values: SettingValues;
  readonly #database: ParleyDatabase | null;

  private constructor(values: SettingValues, database: ParleyDatabase | null) {
    this.#values = $state(values);
    this.#database = database;
  }

  /** Reads what is kept; `languages` (navigator.languages) decides the interface language at first. */
  static async open(
    database: ParleyDatabase | null,
    languages: readonly string[],
  ): Promise<LearnerSettings> {
    const kept: Record<string, unknown> = {};
    for (const { name, value } of (await database?.getAll('settings')) ?? []) kept[name] = value;
    kept.locale ??= chooseLocale(languages);
    // Valibot reads a missing key as an error before a fallback could help, so each one is named.
    for (const name of Object.keys(settingsSchema.entries)) kept[name] ??= null;
    return new LearnerSettings(v.parse(settingsSchema, kept), database);
  }

  #set<Name extends keyof SettingValues>(name: Name, value: SettingValues[Name]): void {
    this.#values[name] = value;
    // A choice that cannot be kept still holds for this page; the start of the app has said so.
    this.#database?.put('settings', { name, value: $state.snapshot(value) }).catch(() => {});
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
  get companionKey() {
    return this.#values.companionKey;
  }
  set companionKey(value) {
    this.#set('companionKey', value);
  }
}
