import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../../../server/settings/read-settings.ts';
import { kubernetesModels, type Manifest } from './kubernetes-models.ts';
import { filesUnder, readText, readYaml, root } from './yaml-files.ts';

const folder = 'deploy/kubernetes';
const files = filesUnder(folder, '.yaml').filter((path) => !path.endsWith('parley.config.yaml'));
const isKustomization = (path: string) => path.endsWith('kustomization.yaml');
const manifests = files
  .filter((path) => !isKustomization(path))
  .flatMap((path) => (readYaml(path) as Manifest[]).map((it) => [path, it] as const));
const named = manifests.map(([path, it]) => [`${it.kind} ${it.metadata.name}`, it, path] as const);
const all = (kind: string) => named.filter(([, it]) => it.kind === kind).map(([, it]) => it);
const one = (kind: string, name: string) =>
  all(kind).find((it) => it.metadata.name === name) as Manifest;
const templates = ['Deployment', 'Job'].flatMap(all).map((it) => it.spec.template);

describe('Kubernetes manifests', () => {
  it.each(named)('%s is valid by the schemas of Kubernetes', (_name, manifest) => {
    const model = kubernetesModels[`${manifest.apiVersion}/${manifest.kind}`];
    expect(model, `${manifest.apiVersion}/${manifest.kind} has no schema`).toBeDefined();
    const check = () => model && new model.type(manifest as never).validate();
    expect(check).not.toThrow();
  });

  it('have no field that Kubernetes does not know', () => {
    expect(unknownFields(manifests.map(([, it]) => it))).toEqual([]);
    const wrong = structuredClone(one('Deployment', 'redis'));
    const [container] = wrong.spec.template.spec.containers;
    Object.assign(container ?? {}, { imge: 'redis' });
    expect(unknownFields([wrong]).join()).toContain('imge');
  }, 60_000);

  it('are all named by a kustomization, which names nothing else', () => {
    for (const path of files.filter(isKustomization)) {
      const [it] = readYaml(path) as [{ resources?: string[]; components?: string[] }];
      for (const name of [...(it.resources ?? []), ...(it.components ?? [])]) {
        expect(existsSync(join(root, dirname(path), name)), `${path}: ${name}`).toBe(true);
      }
      const beside = files.filter((file) => dirname(file) === dirname(path) && file !== path);
      expect(it.resources).toEqual(
        expect.arrayContaining(beside.map((it) => it.split('/').at(-1))),
      );
    }
  });

  it('run two companions or more, also while nodes are emptied', () => {
    expect(one('Deployment', 'companion').spec.replicas).toBeGreaterThanOrEqual(2);
    expect(one('HorizontalPodAutoscaler', 'companion').spec.minReplicas).toBeGreaterThanOrEqual(2);
    expect(one('PodDisruptionBudget', 'companion').spec.minAvailable).toBe(1);
  });

  it('select pods that are there, by ports that they have', () => {
    const labels = templates.map((it) => it.metadata.labels['app.kubernetes.io/name']);
    for (const it of [...all('Deployment'), ...all('PodDisruptionBudget')]) {
      expect(labels).toContain(it.spec.selector.matchLabels?.['app.kubernetes.io/name']);
    }
    for (const { spec } of all('Service')) {
      const name = spec.selector['app.kubernetes.io/name'];
      const pod = templates.find((it) => it.metadata.labels['app.kubernetes.io/name'] === name);
      const ports = pod?.spec.containers.flatMap((it) => it.ports?.map((port) => port.name) ?? []);
      for (const { targetPort } of spec.ports) expect(ports).toContain(targetPort);
    }
  });

  it('ask the companion how it is by a name that it answers to', () => {
    const [container] = one('Deployment', 'companion').spec.template.spec.containers;
    for (const kind of ['startupProbe', 'livenessProbe', 'readinessProbe'] as const) {
      const { httpGet } = container?.[kind] ?? {};
      expect(httpGet?.httpHeaders).toEqual([{ name: 'Host', value: 'localhost' }]);
    }
    // Prometheus asks each pod by its address.
    const text = readText(`${folder}/base/companion.yaml`);
    expect(text).toContain('fieldPath: status.podIP');
    expect(text).toMatch(/ALLOWED_HOSTS\s+value: .*\$\(POD_IP\)/);
    expect(readText('deploy/kubernetes/production/kustomization.yaml')).toContain('$(POD_IP)');
    expect(container?.readinessProbe?.httpGet?.path).toBe('/readyz');
  });

  it('run without rights that they do not need', () => {
    for (const { spec } of templates) {
      expect(spec.securityContext?.runAsNonRoot).toBe(true);
      expect(spec.automountServiceAccountToken).toBe(false);
      for (const { securityContext, resources } of spec.containers) {
        expect(securityContext?.allowPrivilegeEscalation).toBe(false);
        expect(securityContext?.capabilities).toEqual({ drop: ['ALL'] });
        expect(resources?.limits?.['memory']).toBeDefined();
      }
    }
  });

  it('deny all traffic that no policy names, and keep vLLM inside', () => {
    expect(one('NetworkPolicy', 'deny-all').spec).toEqual({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
    });
    expect(one('NetworkPolicy', 'vllm').spec.egress).toBeUndefined();
    const [vllm] = one('Deployment', 'vllm').spec.template.spec.volumes ?? [];
    expect(vllm).toEqual({
      name: 'weights',
      persistentVolumeClaim: {
        claimName: one('PersistentVolumeClaim', 'vllm-weights').metadata.name,
      },
    });
  });

  it.each(filesUnder(folder, 'parley.config.yaml'))('%s: settings, to services here', (path) => {
    const { upstreams } = readSettings(readText(path), path);
    for (const { url } of upstreams) {
      if (url !== undefined) expect(one('Service', new URL(url).hostname)).toBeDefined();
    }
  });
});

/** What the compiler says of the manifests as literals: it knows every field there is. */
function unknownFields(list: readonly Manifest[]): string[] {
  const imports = new Map<string, string>();
  const literals = list.map((manifest, index) => {
    const model = kubernetesModels[`${manifest.apiVersion}/${manifest.kind}`];
    imports.set(manifest.kind, model?.module ?? '');
    return `const it${index}: I${manifest.kind} = ${JSON.stringify(manifest)};`;
  });
  const text = [
    ...[...imports].map(([kind, module]) => `import type { I${kind} } from '${module}';`),
    ...literals,
  ].join('\n');
  const name = join(root, 'tests/unit/deploy/manifests-as-literals.ts');
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  };
  const base = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...base,
    getSourceFile: (file, ...rest) =>
      file === name
        ? ts.createSourceFile(file, text, ts.ScriptTarget.ESNext)
        : base.getSourceFile(file, ...rest),
    fileExists: (file) => file === name || base.fileExists(file),
  };
  const program = ts.createProgram([name], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}
