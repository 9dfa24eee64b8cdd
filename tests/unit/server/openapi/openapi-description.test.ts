import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { openapiDescription } from '../../../../server/openapi/openapi-description.ts';
import { JOBS } from '../../../../server/jobs/job.ts';
import { apiAddresses, type AddressParts } from '../../../../server/routes/api-addresses.ts';
import { readChatRequest } from '../../../../server/requests/chat-request.ts';
import { readEmbedRequest } from '../../../../server/requests/embed-request.ts';
import { readSpeechRequest } from '../../../../server/requests/speech-request.ts';
import { TRANSCRIPT_FORMATS } from '../../../../server/requests/transcription-request.ts';
import { POLICIES } from '../../../../src/contracts/policy.ts';
import { PRIVACY_CLASSES, UPSTREAM_KINDS } from '../../../../server/settings/upstream-schema.ts';
import manifest from '../../../../package.json' with { type: 'json' };

const { paths, components, info } = openapiDescription;
const { schemas } = components;
const text = JSON.stringify(openapiDescription);

/** With everything that a companion may have. */
const allParts = { fetches: {} } as AddressParts;
/** Answered outside the gate of the API; the contract test asks each of them. */
const beside = ['/health', '/livez', '/readyz', '/models/', '/models/{id}/{path}', '/'];

describe('the description of the addresses', () => {
  it('is OpenAPI 3.1', async () => {
    const result = await new Validator().validate(JSON.parse(text) as Record<string, unknown>);
    expect(result).toMatchObject({ valid: true });
  });

  it('has the version of the app', () => {
    expect(info.version).toBe(manifest.version);
  });

  it('names every address of the code, and no other', () => {
    const code = apiAddresses(allParts).map(({ path, method }) => [
      path.endsWith('/') ? `${path}{id}` : path,
      method.toLowerCase(),
    ]);
    const described = Object.entries(paths)
      .filter(([path]) => !beside.includes(path))
      .map(([path, methods]) => [path, ...Object.keys(methods)]);
    expect(described.sort()).toEqual(code.sort());
  });

  it('says of every POST which media type the code accepts', () => {
    for (const { path, method, accepts } of apiAddresses(allParts)) {
      if (method !== 'POST') continue;
      const { post } = paths[path] as { post: { requestBody: { content: object } } };
      expect([path, ...Object.keys(post.requestBody.content)]).toEqual([
        path,
        accepts ?? 'application/json',
      ]);
    }
  });

  it('points at nothing that is missing and holds nothing that nobody points at', () => {
    const asked = new Set([...text.matchAll(/"#\/components\/([^"]+)"/g)].map(([, name]) => name));
    const here = Object.entries(components)
      .filter(([kind]) => kind !== 'securitySchemes')
      .flatMap(([kind, entries]) => Object.keys(entries).map((name) => `${kind}/${name}`));
    expect(here.filter((name) => !asked.has(name))).toEqual([]);
    expect([...asked].filter((name) => !here.includes(name ?? ''))).toEqual([]);
  });

  it('has one name for each operation', () => {
    const ids = [...text.matchAll(/"operationId":"(\w+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(Object.keys(paths).length);
  });
});

describe('requests', () => {
  const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: false });
  ajv.addSchema(openapiDescription, 'description');
  const described = (name: string, value: unknown) =>
    ajv.validate({ $ref: `description#/components/schemas/${name}` }, value);
  const understood = (read: (body: Readonly<Record<string, unknown>>) => unknown, body: object) => {
    try {
      read(body as Readonly<Record<string, unknown>>);
      return true;
    } catch {
      return false;
    }
  };

  it.each([
    [{ input: 'Hello' }, true],
    [{ input: 'Hello', model: null, voice: 'alloy', response_format: 'wav', speed: 4 }, true],
    [{ input: 'Hello', voice: { id: 'amy' }, response_format: null }, true],
    [{ input: ' \n' }, false],
    [{ input: 'a'.repeat(4097) }, false],
    [{ input: 'Hello', speed: 5 }, false],
    [{ input: 'Hello', voice: {} }, false],
    [{ input: 'Hello', response_format: 'midi' }, false],
    [{ input: 'Hello', model: 'm'.repeat(301) }, false],
    [{}, false],
  ])('of speech are described as they are read: %j', (body, fine) => {
    expect(described('SpeechRequest', body)).toBe(fine);
    expect(understood(readSpeechRequest, body)).toBe(fine);
  });

  it.each([
    [{ input: 'Hello', encoding_format: 'base64', dimensions: 2 }, true],
    [{ input: ['Hello', 'you'], dimensions: null }, true],
    [{ input: [1, 2] }, true],
    [{ input: [[1], [2, 3]] }, true],
    [{ input: '' }, false],
    [{ input: [] }, false],
    [{ input: ['a', 1] }, false],
    [{ input: [[]] }, false],
    [{ input: [-1] }, false],
    [{ input: 'Hello', dimensions: 0.5 }, false],
    [{ input: 'Hello', model: null }, false],
    [{}, false],
  ])('of vectors are described as they are read: %j', (body, fine) => {
    expect(described('EmbeddingRequest', body)).toBe(fine);
    expect(understood(readEmbedRequest, body)).toBe(fine);
  });

  it.each([
    [{ messages: [{ role: 'user', content: 'Hi' }], temperature: 0, stop: ['x'] }, true],
    [{ messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] }, true],
    [{ messages: [] }, false],
    [{ messages: [{ content: 'Hi' }] }, false],
    [{ messages: [{ role: 'user', content: 'Hi' }], model: 7 }, false],
    [{}, false],
  ])('of chat are described as they are read: %j', (body, fine) => {
    expect(described('ChatRequest', body)).toBe(fine);
    expect(understood((it) => readChatRequest(it, []), body)).toBe(fine);
  });
});

describe('lists that the code keeps, too', () => {
  it('formats, policies, kinds, classes, jobs', () => {
    expect(schemas.TranscriptionForm.properties.response_format.enum).toEqual([
      ...TRANSCRIPT_FORMATS,
    ]);
    expect(components.parameters.Policy.schema.enum).toEqual([...POLICIES]);
    const report = schemas.UpstreamReport.properties;
    expect(report.kind.enum).toEqual([...UPSTREAM_KINDS]);
    expect(report.privacy.enum).toEqual([...PRIVACY_CLASSES]);
    expect(report.models.items.properties.jobs.items.enum).toEqual([...JOBS]);
  });
});
