import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import { format } from 'prettier';
import { lessonSchema } from '../src/contracts/lesson.ts';
import { lessonIndexEntry } from '../src/lessons/lesson-index.ts';
import { readLesson } from '../src/lessons/read-lesson.ts';

/**
 * Writes what is published about lessons: the JSON Schema of the format and the list of the lessons
 * that come with Parley. With `--check` it writes nothing and fails when a file is out of date.
 */

const publicFolder = new URL('../public/', import.meta.url);
/** The order on the first screen; a lesson not named here comes last. */
const ORDER = ['first-words', 'ship-or-sheep', 'in-the-kitchen', 'yesterday', 'at-the-station'];

function schemaText(): string {
  const schema = toJsonSchema(lessonSchema, { target: 'draft-2020-12', typeMode: 'input' });
  return JSON.stringify({
    $schema: schema.$schema,
    title: 'Parley lesson, format 1',
    description:
      'Made from src/contracts/lesson.ts by `npm run schema`. Texts are plain: no markup.',
    ...schema,
  });
}

function indexText(): string {
  const folder = new URL('lessons/', publicFolder);
  const place = (id: string) => (ORDER.includes(id) ? ORDER.indexOf(id) : ORDER.length);
  const entries = readdirSync(folder)
    .filter((file) => file.endsWith('.json') && file !== 'index.json')
    .map((file) => {
      const lesson = readLesson(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
      return lessonIndexEntry(lesson, file);
    })
    .sort((a, b) => place(a.id) - place(b.id) || (a.id < b.id ? -1 : 1));
  return JSON.stringify(entries);
}

const published = { 'lesson.schema.json': schemaText(), 'lessons/index.json': indexText() };
const check = process.argv.includes('--check');
for (const [name, json] of Object.entries(published)) {
  const text = await format(json, { parser: 'json', printWidth: 100 });
  const address = new URL(name, publicFolder);
  if (!check) {
    writeFileSync(address, text);
  } else if (readFileSync(address, 'utf8') !== text) {
    process.stderr.write(`public/${name} is out of date. Run: npm run schema\n`);
    process.exitCode = 1;
  }
}
