import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { openapiDescription } from '../../../../server/openapi/openapi-description.ts';
import { JOBS } from '../../../../server/jobs/job.ts';
import { SPEECH_FORMATS } from '../../../../server/jobs/speak.ts';
import { apiAddresses, type AddressParts } from '../../../../server/routes/api-addresses.ts';
import chatParameters from '../../../../server/routes/chat-parameters.json' with { type: 'json' };
import { TRANSCRIPT_FORMATS } from '../../../../server/routes/transcription-request.ts';
import tutorPrompts from '../../../../server/routes/tutor-prompts.json' with { type: 'json' };
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

describe('lists that the code keeps, too', () => {
  it('chat parameters', () => {
    const own = ['model', 'messages', 'stream', 'stream_options', 'max_completion_tokens'];
    expect(Object.keys(schemas.ChatRequest.properties).sort()).toEqual(
      [...own, ...chatParameters].sort(),
    );
  });

  it('formats, policies, kinds, classes, jobs, lesson types', () => {
    expect(schemas.SpeechRequest.properties.response_format.enum).toEqual([...SPEECH_FORMATS]);
    expect(schemas.TranscriptionForm.properties.response_format.enum).toEqual([
      ...TRANSCRIPT_FORMATS,
    ]);
    expect(components.parameters.Policy.schema.enum).toEqual([...POLICIES]);
    const report = schemas.UpstreamReport.properties;
    expect(report.kind.enum).toEqual([...UPSTREAM_KINDS]);
    expect(report.privacy.enum).toEqual([...PRIVACY_CLASSES]);
    expect(report.models.items.properties.jobs.items.enum).toEqual([...JOBS]);
    expect(schemas.TutorContext.properties.type.enum).toEqual(Object.keys(tutorPrompts.types));
  });
});
