type Json = Readonly<Record<string, unknown>>;

const component = (kind: string, name: string): Json => ({ $ref: `#/components/${kind}/${name}` });
const schema = (name: string): Json => component('schemas', name);
const refused = component('responses', 'Refused');
const failed = component('responses', 'Failed');

/** What the gate in front of every address of the API may say. */
const gate = { 401: refused, 403: refused, 429: component('responses', 'TooMany'), 500: failed };

/** The same where a request has a body that may be refused. */
const gateForBodies = { 400: refused, 404: refused, 413: refused, 415: refused, ...gate };

interface Work {
  readonly id: string;
  readonly tag?: string;
  readonly summary: string;
  readonly request: string;
  readonly mediaType?: string;
  readonly response: string;
  readonly cached?: boolean;
}

/** A call that a model answers. */
function work({ id, tag, summary, request, mediaType, response, cached }: Work): Json {
  return {
    post: {
      operationId: id,
      tags: [tag ?? 'models'],
      summary,
      parameters: ['Policy', 'Upstream', ...(cached ? ['Cache'] : [])].map((it) =>
        component('parameters', it),
      ),
      requestBody: {
        required: true,
        content: { [mediaType ?? 'application/json']: { schema: schema(request) } },
      },
      responses: {
        200: component('responses', response),
        ...gateForBodies,
        502: failed,
        503: failed,
        504: failed,
      },
    },
  };
}

interface Look {
  readonly id: string;
  readonly tag?: string;
  readonly summary: string;
  readonly content: Json;
  readonly parameters?: readonly string[];
  readonly others?: Json;
  /** No key, no limit: outside the gate. */
  readonly open?: boolean;
}

/** A list or a state that is looked at. */
function look({ id, tag, summary, content, parameters, others, open }: Look): Json {
  return {
    get: {
      operationId: id,
      tags: [tag ?? 'state'],
      summary,
      ...(parameters ? { parameters: parameters.map((it) => component('parameters', it)) } : {}),
      ...(open ? { security: [] } : {}),
      responses: { 200: { description: summary, content }, ...others, ...(open ? {} : gate) },
    },
  };
}

const json = (name: string): Json => ({ 'application/json': { schema: schema(name) } });

/** Every address of the companion; see `openapiDescription`. */
export const openapiPaths: Readonly<Record<string, Json>> = {
  '/v1/chat/completions': work({
    id: 'createChatCompletion',
    summary: 'Answers a conversation, whole or as events.',
    request: 'ChatRequest',
    response: 'Chat',
    cached: true,
  }),
  '/v1/audio/transcriptions': work({
    id: 'createTranscription',
    summary: 'Writes down what a recording says.',
    request: 'TranscriptionForm',
    mediaType: 'multipart/form-data',
    response: 'Transcript',
  }),
  '/v1/audio/speech': work({
    id: 'createSpeech',
    summary: 'Says a text.',
    request: 'SpeechRequest',
    response: 'Sound',
  }),
  '/v1/embeddings': work({
    id: 'createEmbedding',
    summary: 'Turns texts into vectors.',
    request: 'EmbeddingRequest',
    response: 'Embeddings',
  }),
  '/v1/models': look({
    id: 'listModels',
    tag: 'models',
    summary: 'Every model and alias that this client may use under its policy.',
    parameters: ['Policy'],
    content: json('ModelList'),
    others: { 400: refused },
  }),
  '/v1/models/{id}': look({
    id: 'getModel',
    tag: 'models',
    summary: 'The model that a name stands for.',
    parameters: ['ModelId', 'Policy'],
    content: json('Model'),
    others: { 400: refused, 404: refused },
  }),
  '/api/tutor/chat': work({
    id: 'createTutorChat',
    tag: 'tutor',
    summary: 'Answers a conversation as the tutor of a lesson.',
    request: 'TutorRequest',
    response: 'Chat',
    cached: true,
  }),
  '/api/routes': look({
    id: 'getRoutes',
    summary: 'Who does what, how fast, and why or why not.',
    content: json('RouteReport'),
  }),
  '/api/models/{id}': look({
    id: 'getModelPlan',
    tag: 'files',
    summary: 'The files of a model of the catalog, as the companion would fetch them from the hub.',
    parameters: ['MirrorId', 'Variant'],
    content: json('ModelPlan'),
    others: { 404: refused, 502: failed, 503: failed },
  }),
  '/api/fetch': {
    post: {
      operationId: 'fetchModel',
      tags: ['files'],
      summary: 'Begins to fetch a model from the hub, or joins whoever did.',
      requestBody: { required: true, content: json('FetchRequest') },
      responses: {
        202: {
          description: 'Its files can be asked for as they come.',
          content: json('FetchState'),
        },
        ...gateForBodies,
        502: failed,
        503: failed,
        507: failed,
      },
    },
  },
  '/api/metrics': look({
    id: 'getMetricsSummary',
    summary: 'Counts since the start, as JSON.',
    content: json('MetricsSummary'),
  }),
  '/api/openapi.json': look({
    id: 'getDescription',
    summary: 'This description.',
    content: { 'application/json': { schema: { type: 'object' } } },
  }),
  '/metrics': look({
    id: 'getMetrics',
    summary: 'The same counts for Prometheus.',
    content: { 'text/plain': { schema: { type: 'string' } } },
  }),
  '/health': look({
    id: 'getHealth',
    summary: 'That the companion is up, and how its parts are.',
    content: json('Health'),
    open: true,
  }),
  '/livez': look({
    id: 'getLiveness',
    summary: 'The process turns.',
    content: json('Probe'),
    open: true,
  }),
  '/readyz': look({
    id: 'getReadiness',
    summary: 'Whether to send requests here.',
    content: json('Probe'),
    others: { 503: { description: 'A shutdown began.', content: json('Probe') } },
    open: true,
  }),
  '/models/': look({
    id: 'listWeights',
    tag: 'files',
    summary: 'The weights that this companion mirrors.',
    content: json('MirroredModels'),
    open: true,
  }),
  '/models/{id}/{path}': look({
    id: 'getWeights',
    tag: 'files',
    summary: 'One file of weights, whole or a part of it.',
    parameters: ['MirrorId', 'MirrorPath', 'Range', 'IfRange'],
    content: { 'application/octet-stream': {} },
    others: {
      206: {
        description: 'The part that was asked for.',
        headers: { etag: component('headers', 'ETag') },
        content: { 'application/octet-stream': {} },
      },
      404: refused,
      416: { description: 'The file has no such part.' },
    },
    open: true,
  }),
  '/': look({
    id: 'getApp',
    tag: 'files',
    summary: 'The app, and every file of it by its own name.',
    content: { 'text/html': {} },
    open: true,
  }),
};
