type Labels = Readonly<Record<string, string>>;

/** One family of numbers with labels, in the Prometheus text format. */
export interface Metric {
  render(): string;
}

/** One number of a counter. */
export interface Count {
  value: number;
}

/** A number that only grows. */
export class Counter implements Metric {
  readonly #head: string;
  readonly #name: string;
  readonly #values = new Map<string, Count>();

  constructor(name: string, help: string) {
    this.#name = name;
    this.#head = `# HELP ${name} ${help}\n# TYPE ${name} counter\n`;
  }

  /** The number of these labels, to be kept by whoever counts often. */
  of(labels: Labels): Count {
    const key = labelText(labels);
    let count = this.#values.get(key);
    if (!count) this.#values.set(key, (count = { value: 0 }));
    return count;
  }

  add(labels: Labels): void {
    this.of(labels).value++;
  }

  /** Of all labels that contain these. */
  total(labels: Labels = {}): number {
    const wanted = Object.entries(labels).map(([name, value]) => `${name}="${escape(value)}"`);
    let sum = 0;
    for (const [key, { value }] of this.#values) {
      if (wanted.every((part) => key.includes(part))) sum += value;
    }
    return sum;
  }

  render(): string {
    const values = [...this.#values].map(([key, { value }]) => [key, value] as const);
    return this.#head + lines(this.#name, values);
  }
}

/** Numbers read at the moment they are asked for. */
export class Gauge implements Metric {
  readonly #head: string;
  readonly #name: string;
  readonly #read: () => Iterable<readonly [Labels, number]>;

  constructor(name: string, help: string, read: () => Iterable<readonly [Labels, number]>) {
    this.#name = name;
    this.#head = `# HELP ${name} ${help}\n# TYPE ${name} gauge\n`;
    this.#read = read;
  }

  render(): string {
    const values = [...this.#read()].map(([labels, value]) => [labelText(labels), value] as const);
    return this.#head + lines(this.#name, values);
  }
}

/** The values of one set of labels. */
export class Series {
  readonly #bounds: readonly number[];
  readonly counts: number[];
  sum = 0;
  count = 0;

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.counts = bounds.map(() => 0);
  }

  observe(value: number): void {
    this.sum += value;
    this.count++;
    const bounds = this.#bounds;
    for (let index = 0; index < bounds.length; index++) {
      if (value <= (bounds[index] as number)) {
        this.counts[index] = (this.counts[index] as number) + 1;
        return;
      }
    }
  }
}

/** How often values fell below each bound. */
export class Histogram implements Metric {
  readonly #head: string;
  readonly #name: string;
  readonly #bounds: readonly number[];
  readonly #series = new Map<string, Series>();

  constructor(name: string, help: string, bounds: readonly number[]) {
    this.#name = name;
    this.#bounds = bounds;
    this.#head = `# HELP ${name} ${help}\n# TYPE ${name} histogram\n`;
  }

  /** The values of these labels, to be kept by whoever measures often. */
  of(labels: Labels): Series {
    const key = labelText(labels);
    let series = this.#series.get(key);
    if (!series) this.#series.set(key, (series = new Series(this.#bounds)));
    return series;
  }

  /** Mean of everything observed; null before the first. */
  mean(): number | null {
    let sum = 0;
    let count = 0;
    for (const series of this.#series.values()) {
      sum += series.sum;
      count += series.count;
    }
    return count === 0 ? null : sum / count;
  }

  render(): string {
    let text = this.#head;
    for (const [key, { counts, sum, count }] of this.#series) {
      if (count === 0) continue;
      const with_ = (bound: string) => `{${key}${key === '' ? '' : ','}le="${bound}"}`;
      let below = 0;
      for (const [index, bound] of this.#bounds.entries()) {
        below += counts[index] ?? 0;
        text += `${this.#name}_bucket${with_(String(bound))} ${below}\n`;
      }
      text += `${this.#name}_bucket${with_('+Inf')} ${count}\n`;
      const braces = key === '' ? '' : `{${key}}`;
      text += `${this.#name}_sum${braces} ${sum}\n${this.#name}_count${braces} ${count}\n`;
    }
    return text;
  }
}

function lines(name: string, values: Iterable<readonly [string, number]>): string {
  let text = '';
  for (const [key, value] of values) text += `${name}${key === '' ? '' : `{${key}}`} ${value}\n`;
  return text;
}

/** Labels as they stand in the text format. */
function labelText(labels: Labels): string {
  let text = '';
  for (const name in labels) {
    text += `${text === '' ? '' : ','}${name}="${escape(labels[name] as string)}"`;
  }
  return text;
}

function escape(value: string): string {
  return /["\\\n]/.test(value)
    ? value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')
    : value;
}
