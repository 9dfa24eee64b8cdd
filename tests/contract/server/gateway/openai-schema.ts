import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';

const folder = process.env['PARLEY_SHARED'] ?? join(import.meta.dirname, '../../../../../shared');
const file = join(folder, 'data/openai-openapi.json');

/** Whether the published description is at hand. */
export const hasOpenAiSchema = existsSync(file);

/** Validators for named schemas of the published description. */
export function openAiSchemas(): (name: string) => ValidateFunction {
  const document = JSON.parse(readFileSync(file, 'utf8')) as { components: { schemas: object } };
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema({ $id: 'openai', components: { schemas: rewrite(document.components.schemas) } });
  return (name) => ajv.compile({ $ref: `openai#/components/schemas/${name}` });
}

/** The `nullable` of OpenAPI 3.0, which JSON Schema does not know, as an alternative. */
function rewrite(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewrite);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, rewrite(inner)]),
  );
  return nullable === true ? { anyOf: [rest, { type: 'null' }] } : rest;
}
