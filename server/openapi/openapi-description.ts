import about from './about.json' with { type: 'json' };
import chatSchemas from './chat-schemas.json' with { type: 'json' };
import { openapiPaths } from './openapi-paths.ts';
import { requestSchemas } from './request-schemas.ts';
import sharedParts from './shared-parts.json' with { type: 'json' };
import soundSchemas from './sound-schemas.json' with { type: 'json' };
import stateSchemas from './state-schemas.json' with { type: 'json' };

/** `GET /api/openapi.json`: every address of the companion, in OpenAPI 3.1. */
export const openapiDescription = {
  ...about,
  paths: openapiPaths,
  components: {
    schemas: { ...requestSchemas, ...chatSchemas, ...soundSchemas, ...stateSchemas },
    ...sharedParts,
  },
};
